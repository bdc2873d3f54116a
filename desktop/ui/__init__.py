"""The screens: the frame, its parts, and one folder per screen with a dumb view and a presenter without Qt."""

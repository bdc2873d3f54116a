"""The parts of the frame that main_window.py composes: band, top bar, rail, head, palette, status bar, regions.

They show what they are told and speak when a person presses; none of them knows a case or a presenter.
"""

"""The commands beside the window, one file each, for inspectors, support and the packaged smoke test."""

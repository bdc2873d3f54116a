"""The rules: what a case is and what may happen to it. Pure: no file, no network, no clock; "now" is always an
argument.
"""

"""The queue and the page of an ICE supervisor."""

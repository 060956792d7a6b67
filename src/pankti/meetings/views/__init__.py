"""The office door, by page."""

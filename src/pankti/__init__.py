"""Pankti (पंक्ति, the last row): a word goes down a tree of units to the last one, and the answer comes up again."""

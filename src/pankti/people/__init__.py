"""Persons and how they can be reached. Contact points are encrypted and found by a keyed hash only.

Words: person, contact point.
"""

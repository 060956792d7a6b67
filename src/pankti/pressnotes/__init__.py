"""Press notes: what the press is told of a meeting, made of its record alone, edited, and approved by a second person.

Words: press note, edition, photo. ``writing`` turns facts into sentences; it knows no database. Door: ``views``.
"""

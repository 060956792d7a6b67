"""Attendance: who came to a meeting, how that is known, and for how many minutes.

Words: arrival (one piece of evidence), presence (what counts of one person at one meeting), report (a video
service's list), line (one name in it), alias (how somebody writes their own name). Doors: ``views``, ``api``, ``sync``.
"""

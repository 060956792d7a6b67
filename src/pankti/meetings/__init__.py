"""Meetings: who is called to what, when, where, and who takes which part in it.

Words: meeting, call, agenda, part, host unit. The call is a dispatch to holders of posts. Attendance, minutes,
press notes, reviews and conferences are rooms of their own above this one. Doors: ``views``, ``sync``.
"""

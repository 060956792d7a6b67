"""Conferences and virtual rallies: one plan, one call, and a session at each unit of a level.

Words: conference (the plan), session, host, route, report, turnout. Each session is a meeting of ``meetings``; here
stand who hosts it by rule, what its host reported, and how ready and how full all of them are, down the tree.
Doors: ``views``, ``sync``, ``tasks``.
"""

"""Reviews by cadence: which level reviews which, how often, and what each review has before it.

Words: cadence, occurrence, holiday, review, review pack, owed. A review is a meeting of ``meetings``; here stand the
rule it came from, the day it was due, and whether it is owed. Doors: ``views``, ``tasks``.
"""

"""Minutes: what was said and decided at a meeting, written by several people at once, and what became of it.

Words: record, entry, version, speaker, decision. A decision becomes a directive by one click. Doors: ``views``,
``api``, ``sync``.
"""

"""Boards, curves, maps and exports: reads what all below know, writes nothing.

Words: board, curve, percentile ("marks"), silent list, who answers for it.
Doors: ``/console/board/<dispatch>/`` and below it a unit, its silent list, its curve, map and CSV files.
"""

"""Boards, curves, maps and exports: reads what all below know, writes nothing.

Words: board, curve, percentile, silent list.
"""

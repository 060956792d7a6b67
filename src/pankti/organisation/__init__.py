"""The organisation and its trees: levels as data, units, where each unit hangs, posts and who holds them.

Words: organisation, tree, level, unit, placement, boundary, wing, post, appointment.
"""

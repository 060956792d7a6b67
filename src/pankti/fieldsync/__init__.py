"""The phones' protocol: one POST pushes commands and pulls changes; files go up resumably.

Words: command, cursor, change, refusal, upload. Rooms above plug in through ``registry``.
"""

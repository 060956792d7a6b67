"""Channels: the rooms' way out. Video rooms are made, changed and removed at services outside, behind one interface.

Words: service (an account of the organisation's at a video service), room (one made there), adapter (how one kind of
service is spoken to). ``adapters/`` alone touches the network. Doors: ``views``, ``tasks``.
"""

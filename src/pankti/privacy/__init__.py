"""A person's rights over their data: take it along, have it erased; and what goes by itself when its time is over.

Words: data export, erasure, hold. What each room keeps of persons stands in the register (``base.personal``).
"""

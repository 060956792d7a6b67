"""Who did what, to what, when: append-only. Has no foreign keys, because it must outlive its subjects.

Words: event, event type. Door: ``actions.record.record``, called inside the acting transaction.
"""

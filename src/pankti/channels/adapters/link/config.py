"""A link that somebody made elsewhere has no account behind it."""

from __future__ import annotations

from pankti.channels.types import Setting

LINK = Setting("link", "https://", is_required=False)
SETTINGS: tuple[Setting, ...] = ()

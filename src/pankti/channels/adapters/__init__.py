"""The kinds of video services that can be spoken to, each a folder of its own; a new one is one line here."""

from collections.abc import Mapping

from pankti.channels.adapters.base import Adapter
from pankti.channels.adapters.jitsi.adapter import Jitsi
from pankti.channels.adapters.link.adapter import Link
from pankti.channels.adapters.zoom.adapter import Zoom

ADAPTERS: Mapping[str, type[Adapter]] = {adapter.code: adapter for adapter in (Jitsi, Zoom, Link)}

__all__ = ["ADAPTERS", "Adapter"]

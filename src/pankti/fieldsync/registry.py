"""Where rooms above plug in what phones may pull and push; filled in their ``apps.ready``."""

from __future__ import annotations

from pankti.fieldsync.types import Handler, Source

_sources: dict[str, Source] = {}
_handlers: dict[str, Handler] = {}


def register_source(source: Source) -> None:
    """Add a stream of changes; its place in the cursor follows the order of the keys."""
    _sources[source.key] = source


def register_command(name: str, handler: Handler) -> None:
    """Say who takes the commands called ``name`` (``noun.verb``)."""
    _handlers[name] = handler


def list_sources() -> list[Source]:
    return [_sources[key] for key in sorted(_sources)]


def find_handler(name: str) -> Handler | None:
    return _handlers.get(name)


def list_commands() -> list[str]:
    return sorted(_handlers)

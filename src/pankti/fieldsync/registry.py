"""Where rooms above plug in what phones may pull and push; filled in their ``apps.ready``."""

from __future__ import annotations

from pankti.fieldsync.types import Handler, Source

_sources: dict[str, Source] = {}
_handlers: dict[str, Handler] = {}
_whole: set[str] = set()


def register_source(source: Source) -> None:
    """Add a stream of changes; its place in the cursor follows the order of the keys."""
    _sources[source.key] = source


def register_command(name: str, handler: Handler, *, is_whole: bool = False) -> None:
    """Say who takes the commands called ``name`` (``noun.verb``).

    ``is_whole``: all that the handler writes is one statement, which needs no transaction around it.
    """
    _handlers[name] = handler
    _whole.discard(name)
    if is_whole:
        _whole.add(name)


def list_sources() -> list[Source]:
    return [_sources[key] for key in sorted(_sources)]


def find_handler(name: str) -> Handler | None:
    return _handlers.get(name)


def is_whole(name: str) -> bool:
    """Whether commands of this name, and no others, may be taken without a transaction."""
    return name in _whole


def list_commands() -> list[str]:
    return sorted(_handlers)

"""The one place that asks what time it is, so that tests can move it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _source()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stand still at ``at`` (aware) until the block ends; for tests and seeded demos."""
    global _source
    if at.tzinfo is None:
        raise ValueError("The clock needs an aware instant")
    before, _source = _source, lambda: at
    try:
        yield
    finally:
        _source = before

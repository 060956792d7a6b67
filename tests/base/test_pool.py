"""A pooled connection: asked whether it lives only when it may not; never handed out dead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import psycopg
import pytest
from django.db import connection

from pankti.base.postgres import base
from pankti.base.postgres.base import DatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pooled() -> Iterator[DatabaseWrapper]:
    """A database with a pool of its own of one connection."""
    settings = {**connection.settings_dict, "OPTIONS": {"pool": {"min_size": 1, "max_size": 1, "timeout": 10}}}
    wrapper = DatabaseWrapper(settings, alias="default")
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def pid(wrapper: DatabaseWrapper) -> int:
    """The server's process behind one request."""
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (found,) = cursor.fetchone()
    wrapper.close()
    return int(found)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The empty statements by which a connection is asked whether it lives."""
    asked: list[str] = []
    execute = psycopg.Connection.execute

    def listen(self: psycopg.Connection[Any], query: Any, *args: Any, **more: Any) -> Any:
        if query == "":
            asked.append("")
        return execute(self, query, *args, **more)

    monkeypatch.setattr(psycopg.Connection, "execute", listen)
    return asked


def test_a_connection_used_a_moment_ago_is_not_asked_again(pooled: DatabaseWrapper, checks: list[str]) -> None:
    first = pid(pooled)
    assert [pid(pooled) for _ in range(5)] == [first] * 5
    assert checks == []


def test_one_that_rested_is_asked_and_kept(
    pooled: DatabaseWrapper, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pid(pooled)
    monkeypatch.setattr(base, "CHECKED_FOR", -1.0)
    assert pid(pooled) == first
    assert checks == [""]


def test_one_that_the_server_dropped_is_replaced_unseen(
    pooled: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pid(pooled)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        assert cast("tuple[bool]", cursor.fetchone())[0]
    monkeypatch.setattr(base, "CHECKED_FOR", -1.0)
    assert pid(pooled) != first

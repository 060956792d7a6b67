"""An office's browser and the serving role, for benchmarks of pages in one process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from pankti.access.models import Account, OfficeSession
from pankti.access.types import Factor


@contextmanager
def served() -> Iterator[None]:
    """As the role that serves, where there is one: the owner is not bound by the database's filter."""
    kept = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    url = urlsplit(os.environ["PANKTI_DATABASE_URL"])
    if url.username:
        _go_on_as(USER=url.username, PASSWORD=unquote(url.password or ""))
    try:
        yield
    finally:
        _go_on_as(**kept)


def _go_on_as(**who: str) -> None:
    connection.close()
    getattr(connection, "close_pool", lambda: None)()
    connection.settings_dict.update(who)


def signed_in(person_id: UUID) -> Client:
    """A browser in which this person's office is signed in, both steps taken."""
    account, _ = Account.objects.get_or_create(person_id=person_id)
    session = SessionStore()
    session["office"] = str(OfficeSession.objects.create(account=account, factor=Factor.APP, name="benchmark").id)
    session["password"] = account.get_session_auth_hash()
    session.save()
    client = Client(SERVER_NAME="127.0.0.1", headers={"Accept-Encoding": "gzip", "Accept-Language": "hi"})
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client

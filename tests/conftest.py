"""The database is made by its owner and used by the serving role; nothing speaks beyond this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from pankti.base.sight import begin_as_system
from pankti.project.rights import give_rights
from pankti.project.settings import APP_DATABASE_URL, OWNER_DATABASE_URL, _database


def pytest_configure() -> None:
    begin_as_system()  # what a test calls itself is the system's; doors tell who comes in
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow by design
    for database in settings.DATABASES.values():
        options = database["OPTIONS"]
        assert isinstance(options, dict)
        options.pop("pool", None)  # one connection each: tests see what they did


def _become(role: dict[str, Any]) -> None:
    connection.close()
    for key in ("USER", "PASSWORD", "HOST", "PORT"):
        connection.settings_dict[key] = role[key]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Make the test database as the owner."""
    _become(_database(OWNER_DATABASE_URL))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Then test as the role that serves, so that a right which is missing shows."""
    owner, app = _database(OWNER_DATABASE_URL), _database(APP_DATABASE_URL)
    role = str(app["USER"])
    if role and role != owner["USER"]:
        with django_db_blocker.unblock():
            give_rights(connection, role)
            with connection.cursor() as cursor:  # tests with real commits empty the tables after themselves
                cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {connection.ops.quote_name(role)}")
            _become(app)
    yield
    with django_db_blocker.unblock():
        _become(owner)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What actions say is compared in English, compiled catalogues or not; doors ask the caller."""
    with translation.override("en"):
        yield


_connect = socket.socket.connect


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections leave this machine neither by accident nor on purpose."""

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            try:
                local = host == "localhost" or ip_address(host).is_loopback
            except ValueError:
                local = False
            if not local:
                raise RuntimeError(f"A test tried to reach {host}")
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)

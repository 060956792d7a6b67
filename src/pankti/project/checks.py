"""What an unsafe server is refused for: Django's system checks, asked before ``./pankti run`` serves anybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DatabaseError, connection

SHORTEST_KEY = 32
ABOVE_THE_LAW = """
SELECT rolsuper OR rolbypassrls OR coalesce(pg_has_role(t.relowner, 'USAGE'), false)
FROM pg_roles r LEFT JOIN pg_class t ON t.oid = to_regclass('people_person') WHERE r.rolname = current_user
"""
"""Whether row-level security does not bind the role that asks: an owner is not bound either."""


@register("pankti", deploy=True)
def check_server(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse what would show codes, sign with a known key, or serve above the database's law."""
    return [*_settings(), *_role()]


def _settings() -> Iterator[CheckMessage]:
    if settings.DEMO:
        yield Error("PANKTI_DEMO is set: codes would be shown on the console.", hint="Unset it.", id="pankti.E001")
    if settings.SECRET_KEY == settings.INSECURE_KEY or len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield Error(
            "The secret key is the laptop's, or too short.",
            hint="Set PANKTI_SECRET_KEY to 50 random characters, or PANKTI_SECRET_KEY_FILE.",
            id="pankti.E002",
        )
    if not settings.FIELD_KEYS:
        yield Error(
            "There are no keys for phone numbers.",
            hint="Set PANKTI_FIELD_KEYS (docs/operations/settings.md says how).",
            id="pankti.E003",
        )
    if settings.DEBUG:
        yield Error("PANKTI_DEBUG is set: errors would show inner workings.", hint="Unset it.", id="pankti.E004")
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("PANKTI_ALLOWED_HOSTS takes every name.", hint="Name the server's own names.", id="pankti.E005")
    if not settings.CODE_SENDER:
        yield Warning(
            "Nobody can sign in by phone: no way to send one-time codes is set.",
            hint="Set PANKTI_CODE_SENDER (docs/operations/settings.md).",
            id="pankti.W001",
        )


def _role() -> Iterator[CheckMessage]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(ABOVE_THE_LAW)
            above = cursor.fetchone()[0]
    except DatabaseError as problem:
        said = str(problem).strip().splitlines()[0]
        yield Error(f"The database does not answer: {said}", hint="Look at PANKTI_DATABASE_URL.", id="pankti.E006")
        return
    if above:
        yield Error(
            "The serving role is a superuser, owns the tables, or may pass by row-level security.",
            hint="Give PANKTI_DATABASE_URL a plain role, and the owner's to PANKTI_OWNER_DATABASE_URL.",
            id="pankti.E007",
        )

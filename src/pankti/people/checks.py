"""What must be true before real phone numbers are kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from pankti.people.vault import check_ring


def check_field_keys(**_kwargs: Any) -> list[CheckMessage]:
    """Numbers need keys of their own, kept apart from the database."""
    if not settings.FIELD_KEYS and not settings.DEMO:
        return [
            Error(
                "PANKTI_FIELD_KEYS is empty: phone numbers would be sealed with a key made from the secret key.",
                hint="Make one: python3 -c \"import base64,os;print('1:'+base64.b64encode(os.urandom(32)).decode())\"",
                id="people.E001",
            )
        ]
    try:
        check_ring()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="people.E002")]
    return []

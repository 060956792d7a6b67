"""Phone numbers as people write them, and as they are kept: E.164."""

from __future__ import annotations

import phonenumbers
from django.conf import settings

from pankti.people.errors import PhoneUnreadable

_LONGEST = 40


def read_phone(written: str) -> str:
    """The number in E.164. Takes spaces, dashes, any script's digits; without a country's code it is a local one.

    Raises PhoneUnreadable, which never repeats the input.
    """
    if len(written) > _LONGEST:
        raise PhoneUnreadable
    try:
        number = phonenumbers.parse(written, settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        raise PhoneUnreadable from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise PhoneUnreadable
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(phone: str) -> str:
    """The last four digits, for a person to recognise their own number by."""
    return f"••••{phone[-4:]}"

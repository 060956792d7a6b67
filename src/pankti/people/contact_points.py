"""Numbers and addresses as they are kept: phone numbers in E.164, e-mail addresses in lower case."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from pankti.people.errors import EmailUnreadable
from pankti.people.phones import read_phone
from pankti.people.types import ContactKind


def read_contact(kind: ContactKind, written: str) -> str:
    """What was written, in the one form in which it is kept. Raises PhoneUnreadable or EmailUnreadable."""
    return read_phone(written) if kind is ContactKind.PHONE else read_email(written)


def read_email(written: str) -> str:
    """The address without blanks, in lower case. Raises EmailUnreadable, which never repeats the input."""
    address = written.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise EmailUnreadable from None
    return address

"""Errors that people and machines are told about: a stable code, a translated sentence, no personal data."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something that was asked for cannot be done, and the asker can be told why.

    ``code`` is stable and goes to machines; ``sentence`` says what happened and what
    to do, with named ``fields`` filled in after translation. Doors turn it into a
    page or an RFC 9457 problem with ``status``.
    """

    code: str = "error"
    status: int = 422
    sentence: str | Promise = _("This could not be done.")

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.sentence) % self.fields if self.fields else str(self.sentence)


class OutOfReach(DomainError):
    """The thing is not there, or not within this actor's reach; the two look alike on purpose."""

    code = "not_found"
    status = 404
    sentence = _("There is nothing here that you may see. Check the address, or ask who gave it to you.")

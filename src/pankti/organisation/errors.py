"""What the organisation room refuses, in sentences that say what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class SchemeUnknown(DomainError):
    code = "scheme_unknown"
    status = 404
    sentence = _("There is no scheme called “%(code)s”. Known schemes: %(known)s.")


class SchemeFaulty(DomainError):
    code = "scheme_faulty"
    sentence = _("The scheme “%(code)s” cannot be loaded: %(fault)s")


class SchemeTaken(DomainError):
    code = "scheme_taken"
    status = 409
    sentence = _(
        "This organisation already works by the scheme “%(held)s” and has units of it. Start another database."
    )

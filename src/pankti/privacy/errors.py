from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class ExportUnderWay(DomainError):
    code = "export_under_way"
    status = 409
    sentence = _("You have asked for a copy already. Confirm it, or wait until it is made.")


class ExportNotReady(DomainError):
    code = "export_not_ready"
    status = 409
    sentence = _("The copy is not made yet. It takes a minute or two; look again then.")


class ErasureUnderWay(DomainError):
    code = "erasure_under_way"
    status = 409
    sentence = _("Somebody has asked already for this person to be erased. See it under erasures.")


class ErasureTooSoon(DomainError):
    code = "erasure_too_soon"
    status = 409
    sentence = _("This can be confirmed from %(at)s on. Until then it can be called off.")


class ErasureOver(DomainError):
    code = "erasure_over"
    status = 409
    sentence = _("This was confirmed or called off already; there is nothing more to do.")


class NoteMissing(DomainError):
    code = "note_missing"
    sentence = _("Write how the person asked for it: when, and where the written request lies.")

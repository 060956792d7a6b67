"""How the audit names cadences."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import SubjectKind
from pankti.base.words import in_language
from pankti.reviews.models import Cadence


def name_cadences(ids: Collection[str], language: str) -> Mapping[str, str]:
    rows = Cadence.objects.filter(id__in=list(ids)).select_related("reviewing", "reviewed")
    return {
        str(row.id): f"{in_language(row.reviewing.names, language)} › {in_language(row.reviewed.names, language)}"
        for row in rows
    }


SUBJECTS = (SubjectKind("cadence", _("Cadence of reviews"), name_cadences),)

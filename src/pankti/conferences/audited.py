"""How the audit names conferences."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import SubjectKind
from pankti.base.words import in_language
from pankti.conferences.models import Conference


def name_plans(ids: Collection[str], language: str) -> Mapping[str, str]:
    rows = Conference.objects.filter(id__in=list(ids)).values_list("id", "titles")
    return {str(row_id): in_language(titles, language) for row_id, titles in rows}


SUBJECTS = (SubjectKind("conference", _("Conference"), name_plans),)

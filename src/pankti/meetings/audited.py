"""How the audit names meetings."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import SubjectKind
from pankti.base.words import in_language
from pankti.meetings.models import AgendaTemplate, Meeting


def name_meetings(ids: Collection[str], language: str) -> Mapping[str, str]:
    rows = Meeting.objects.filter(id__in=list(ids)).values_list("id", "titles")
    return {str(row_id): in_language(titles, language) for row_id, titles in rows}


def name_templates(ids: Collection[str], language: str) -> Mapping[str, str]:
    rows = AgendaTemplate.objects.filter(id__in=list(ids)).values_list("id", "names")
    return {str(row_id): in_language(names, language) for row_id, names in rows}


SUBJECTS = (
    SubjectKind("meeting", _("Meeting"), name_meetings),
    SubjectKind("template", _("Agenda template"), name_templates),
)

"""How the audit names units, posts, plans and appointments."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import SubjectKind
from pankti.base.words import in_language
from pankti.organisation.models import Appointment, Plan, Post, Unit


def name_units(ids: Collection[str], language: str) -> Mapping[str, str]:
    rows = Unit.objects.filter(id__in=list(ids)).values_list("id", "names")
    return {str(unit_id): in_language(names, language) for unit_id, names in rows}


def name_posts(codes: Collection[str], language: str) -> Mapping[str, str]:
    rows = Post.objects.filter(code__in=list(codes)).values_list("code", "names")
    return {code: in_language(names, language) for code, names in rows}


def name_appointments(ids: Collection[str], language: str) -> Mapping[str, str]:
    """The post and its unit."""
    rows = Appointment.objects.filter(id__in=list(ids)).values_list("id", "post__names", "unit__names")
    return {str(row_id): f"{in_language(post, language)}, {in_language(unit, language)}" for row_id, post, unit in rows}


def name_plans(ids: Collection[str], language: str) -> Mapping[str, str]:
    return {str(row_id): title for row_id, title in Plan.objects.filter(id__in=list(ids)).values_list("id", "title")}


SUBJECTS = (
    SubjectKind("unit", _("Unit"), name_units),
    SubjectKind("post", _("Post"), name_posts, by_code=True),
    SubjectKind("plan", _("Reorganisation"), name_plans),
    SubjectKind("appointment", _("Appointment"), name_appointments),
)

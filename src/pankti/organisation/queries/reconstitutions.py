"""Proposed teams beside today's, and what there is to say about them. The caller has asked for the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.base.words import Words, in_language
from pankti.organisation.models import (
    Appointment,
    Organisation,
    Placement,
    Post,
    Reconstitution,
    ReconstitutionLine,
    UnitStrength,
)
from pankti.organisation.tenure import running


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a proposed team. ``forbids``: it cannot be applied so."""

    code: str
    sentence: str | Promise
    forbids: bool


def get_reconstitution(reconstitution_id: UUID) -> Reconstitution:
    """The reconstitution with its unit; OutOfReach when there is none."""
    row = Reconstitution.objects.select_related("unit").filter(id=reconstitution_id).first()
    if row is None:
        raise OutOfReach
    return row


def list_reconstitutions(unit_id: UUID) -> list[Reconstitution]:
    """All of a unit, the latest first."""
    return list(Reconstitution.objects.filter(unit=unit_id).select_related("unit").order_by("-made_at")[:50])


def list_lines(reconstitution_id: UUID) -> list[ReconstitutionLine]:
    """Everybody in it, in the order of the posts: who is there today first."""
    rows = ReconstitutionLine.objects.filter(reconstitution=reconstitution_id).select_related(
        "post__wing", "person", "appointment"
    )
    return sorted(
        rows, key=lambda line: (not line.post.is_lead, line.post.rank, line.post_id, line.kind == "add", str(line.id))
    )


def list_findings(row: Reconstitution) -> list[Finding]:
    """Strength, one-holder posts, hearings; posts held twice or elsewhere; who lives outside the unit.

    Posts elsewhere and homes are asked of everybody's, past the asker's reach; the answer says only that it is so.
    """
    lines = list_lines(row.id)
    staying = [line for line in lines if line.kind != "remove"]
    return [
        *_unheard(lines),
        *_strengths(row, staying),
        *_twice(staying),
        *_elsewhere(row, staying),
        *_outside(row, staying),
    ]


def _unheard(lines: list[ReconstitutionLine]) -> Iterable[Finding]:
    for line in lines:
        if line.kind == "remove" and (line.heard_on is None or not line.heard):
            yield Finding(
                "not_heard", _("%(person)s has not been heard yet.") % {"person": _said(line.person.names)}, True
            )


def _strengths(row: Reconstitution, staying: list[ReconstitutionLine]) -> Iterable[Finding]:
    own = dict(UnitStrength.objects.filter(unit=row.unit_id).values_list("post_id", "strength"))
    allowed = Organisation.objects.filter(allows_overfull=True).exists()
    count = Counter(line.post_id for line in staying)
    for post in Post.objects.filter(level=row.unit.level_id, retired_on=None).order_by("-is_lead", "rank", "code"):
        n, strength = count[post.code], own.get(post.code, post.strength)
        fields = {"post": _said(post.names), "n": n, "strength": strength}
        if post.is_single and n > 1:
            yield Finding("single", _("The post “%(post)s” has one holder at a time; here are %(n)s.") % fields, True)
        elif strength is not None and n > strength:
            said = _("The post “%(post)s” would have %(n)s holders; its strength is %(strength)s.") % fields
            yield Finding("over", said, not allowed)
        elif strength is not None and n < strength:
            said = _("The post “%(post)s” would have %(n)s of %(strength)s holders.") % fields
            yield Finding("below", said, False)


def _twice(staying: list[ReconstitutionLine]) -> Iterable[Finding]:
    posts = Counter(line.person_id for line in staying)
    for line in {line.person_id: line for line in staying if posts[line.person_id] > 1}.values():
        said = _("%(person)s would hold more than one post in this team.") % {"person": _said(line.person.names)}
        yield Finding("twice", said, False)


def _elsewhere(row: Reconstitution, staying: list[ReconstitutionLine]) -> Iterable[Finding]:
    people = {line.person_id: line.person.names for line in staying}
    with acting_as(SYSTEM):
        held = Counter(
            Appointment.objects.filter(running(now()), person__in=list(people))
            .exclude(unit=row.unit_id)
            .values_list("person_id", flat=True)
        )
    for person, n in held.items():
        fields = {"person": _said(people[person]), "n": n}
        yield Finding("elsewhere", _("%(person)s also holds posts in other units: %(n)s.") % fields, False)


def _outside(row: Reconstitution, staying: list[ReconstitutionLine]) -> Iterable[Finding]:
    path = (
        Placement.objects.filter(tree__is_main=True, unit=row.unit_id, ended_on=None)
        .values_list("path", flat=True)
        .first()
    )
    for line in {line.person_id: line for line in staying}.values():
        home = line.person.home_path
        fields = {"person": _said(line.person.names)}
        if not home:
            yield Finding("home_unknown", _("Where %(person)s lives is not known.") % fields, False)
        elif path and not home.startswith(path):
            yield Finding("outside", _("%(person)s lives outside this unit.") % fields, False)


def _said(names: Words) -> str:
    return in_language(names, get_language() or "hi")

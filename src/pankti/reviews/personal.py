"""What reviews keep of persons: who set a cadence. Who is reviewed is a unit."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.base.personal import AS_LONG_AS_RECORD, NAMELESS, Basis, Kept, Room, Section, Table
from pankti.base.writing import write_day
from pankti.reviews.models import Cadence
from pankti.reviews.telling import tell_rule

TABLES = (
    Table(
        "reviews.Cadence",
        (
            Kept(
                "author_id by_appointment",
                _("Who set a cadence of reviews, and from which post"),
                _("So that whoever calls answers for it."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _("Those who are reviewed by it, and the offices above them."),
                NAMELESS,
            ),
        ),
        "id unit path reviewing reviewed wing rule starts_on hour minutes is_video link_base agenda created_at"
        " ended_at",
        open_because=_("It says how units are reviewed; every reading asks first for a right over its unit."),
    ),
    Table("reviews.Holiday", impersonal="id unit on names"),
    Table(
        "reviews.Review",
        impersonal="id cadence unit path reviewing due_on starts_at ends_at link why state",
    ),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    rows = [
        {str(_("Rule")): tell_rule(row.rule), str(_("From")): write_day(row.starts_on)}
        for row in Cadence.objects.filter(author_id=person_id).order_by("created_at")
    ]
    return [Section(_("Cadences of reviews that you set"), rows)]


ROOM = Room("reviews", TABLES, export=export)

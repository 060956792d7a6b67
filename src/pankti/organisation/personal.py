"""What the organisation keeps of persons: which posts they hold and held, and where they live."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.personal import (
    AS_LONG_AS_RECORD,
    NAMELESS,
    REMOVED,
    SELF_ABOVE_BELOW,
    SELF_AND_ABOVE,
    UNTIL_ERASED,
    Basis,
    Kept,
    Room,
    Section,
    Table,
)
from pankti.base.words import in_language
from pankti.organisation.models import Appointment, Order, ReconstitutionLine, Residence

TABLES = (
    Table(
        "organisation.Organisation",
        impersonal="id names actor_class time_zone languages scheme is_demo tree_epoch allows_overfull",
    ),
    Table("organisation.Tree", impersonal="code names is_main rank"),
    Table("organisation.Level", impersonal="code names plural_names traits group_size"),
    Table("organisation.TreeLevel", impersonal="tree level rank"),
    Table(
        "organisation.Unit",
        impersonal="id level names source code cell traits latitude longitude opened_on closed_on entered stamp",
    ),
    Table("organisation.Placement", impersonal="tree unit parent level path began_on ended_on"),
    Table("organisation.Boundary", impersonal="unit geometry"),
    Table("organisation.Wing", impersonal="code names retired_on"),
    Table(
        "organisation.Post",
        impersonal="code level wing names rights is_lead is_single strength term_months rank retired_on",
    ),
    Table("organisation.UnitStrength", impersonal="unit post strength"),
    Table(
        "organisation.TeamCount",
        impersonal="unit_id path level strength filled vacant overfull empty changes_at",
    ),
    Table("organisation.TeamSum", impersonal="path level units strength filled vacant overfull whole"),
    Table("organisation.TeamMark", impersonal="id unit_id marked_at"),
    Table(
        "organisation.Appointment",
        (
            Kept(
                "person post unit began_at ended_at end_reason rests_from rests_until",
                _("Posts held, where, from when until when, and why they ended"),
                _("To know who answers for which unit; rights come from it."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                SELF_ABOVE_BELOW,
                NAMELESS,
            ),
        ),
        "id path",
    ),
    Table(
        "organisation.Order",
        (
            Kept(
                "appointment ordered_by reason",
                _("Orders about appointments, with their reasons"),
                _("So that nobody is appointed or removed without a record."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                SELF_AND_ABOVE,
                _("The order stays without a name; its reason is removed."),
            ),
        ),
        "id number kind ordered_at takes_effect_at until",
    ),
    Table(
        "organisation.Residence",
        (
            Kept(
                "person unit path began_on ended_on",
                _("The unit where the person says they live"),
                _("To invite them to what happens there."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_AND_ABOVE,
                REMOVED,
            ),
        ),
        "id",
    ),
    Table("organisation.UnitName", impersonal="unit names ended_on"),
    Table("organisation.Succession", impersonal="unit heir kind on plan"),
    Table(
        "organisation.Plan",
        (
            Kept(
                "made_by approved_by",
                _("Who drew up and who approved a reorganisation"),
                _("So that whoever changes the tree answers for it."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _("Those who manage the organisation there."),
                NAMELESS,
            ),
        ),
        "id title on is_backdated state undoes path made_at approved_at begun_at applied_at refusal done",
        open_because=_("It is about units; every reading asks first for the right to manage the organisation there."),
    ),
    Table("organisation.PlanStep", impersonal="id plan place body"),
    Table(
        "organisation.Reconstitution",
        (
            Kept(
                "note decision made_by proposed_by decided_by",
                _("Who proposed and who decided a team made anew, in their words"),
                _("So that whoever changes a team answers for it."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                SELF_AND_ABOVE,
                NAMELESS,
            ),
        ),
        "id unit state made_at proposed_at decided_at",
    ),
    Table(
        "organisation.ReconstitutionLine",
        (
            Kept(
                "person appointment heard heard_on",
                _("Who was proposed for or taken from a post, and what they said to it"),
                _("So that a person is heard before they are removed."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                SELF_AND_ABOVE,
                _("The line stays without a name; what the person said is removed."),
            ),
        ),
        "id reconstitution kind post",
    ),
)


class StillHoldsPost(DomainError):
    code = "still_holds_post"
    status = 409
    sentence = _(
        "This person still holds the post %(post)s at %(unit)s. End that first, so that somebody else can answer for"
        " the unit."
    )


def hinders(person_id: UUID) -> DomainError | None:
    """A holder's posts are ended first, so that somebody answers for the unit."""
    held = (
        Appointment.objects.filter(person_id=person_id)
        .filter(Q(ended_at=None) | Q(ended_at__gt=now()))
        .select_related("post", "unit")
        .first()
    )
    if held is None:
        return None
    language = (get_language() or "hi")[:2]
    return StillHoldsPost(post=in_language(held.post.names, language), unit=in_language(held.unit.names, language))


def export(person_id: UUID, language: str) -> Sequence[Section]:
    posts = [
        {
            str(_("Post")): in_language(row.post.names, language),
            str(_("Unit")): in_language(row.unit.names, language),
            str(_("Since")): row.began_at,
            str(_("Until")): row.ended_at,
            str(_("Reason for the end")): row.end_reason,
        }
        for row in Appointment.objects.filter(person_id=person_id).select_related("post", "unit").order_by("began_at")
    ]
    orders = [
        {str(_("Order")): row.number, str(_("Given on")): row.ordered_at, str(_("Reason")): row.reason}
        for row in Order.objects.filter(appointment__person_id=person_id).order_by("number")
    ]
    homes = [
        {
            str(_("Unit")): in_language(row.unit.names, language),
            str(_("Since")): row.began_on,
            str(_("Until")): row.ended_on,
        }
        for row in Residence.objects.filter(person_id=person_id).select_related("unit").order_by("began_on")
    ]
    return [
        Section(_("Your posts"), posts),
        Section(_("Orders about your posts"), orders),
        Section(_("Where you said you live"), homes),
    ]


def erase(person_id: UUID) -> None:
    """What was said about the person goes; that somebody held the post stays."""
    Residence.objects.filter(person_id=person_id).delete()
    Appointment.objects.filter(person_id=person_id).exclude(end_reason="").update(end_reason="")
    Order.objects.filter(appointment__person_id=person_id).exclude(reason="").update(reason="")
    ReconstitutionLine.objects.filter(Q(person_id=person_id) | Q(appointment__person_id=person_id)).update(heard="")


ROOM = Room("organisation", TABLES, export=export, erase=erase, hinders=hinders)

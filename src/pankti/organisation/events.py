"""This room's audit event types."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

SCHEME_LOADED = EventType("organisation.scheme.loaded", _("Loaded the scheme %(scheme)s."), Erasure.KEEP)
UNITS_IMPORTED = EventType(
    "organisation.list.imported",
    _("Imported a list of units: %(new)s new, %(changed)s changed, %(moved)s moved."),
    Erasure.KEEP,
)
UNITS_GROUPED = EventType(
    "organisation.units.grouped",
    _("Built %(groups)s units of the level %(level)s from %(members)s units below."),
    Erasure.KEEP,
)
OUTLINES_IMPORTED = EventType(
    "organisation.outlines.imported", _("Imported the outlines of %(matched)s units."), Erasure.KEEP
)
SETTLED = EventType(
    "organisation.person.settled", _("Entered where a person lives, from %(on)s."), Erasure.DROP_DETAILS
)
PEOPLE_IMPORTED = EventType(
    "organisation.people.imported",
    _("Imported a list of people: %(new)s new, %(changed)s changed, %(appointed)s appointed, %(rejected)s rejected."),
    Erasure.KEEP,
)
PEOPLE_EXPORTED = EventType(
    "organisation.people.exported", _("Saved the people of a unit, with their numbers, as a file."), Erasure.KEEP
)

APPOINTED = EventType(
    "organisation.appointment.made",
    _("Appointed to the post %(post)s at %(unit)s. Reason: %(reason)s"),
    Erasure.DROP_DETAILS,
)
APPOINTMENT_ENDED = EventType(
    "organisation.appointment.ended",
    _("Ended the appointment as %(post)s at %(unit)s. Reason: %(reason)s"),
    Erasure.DROP_DETAILS,
)
HOLDER_SUSPENDED = EventType(
    "organisation.appointment.suspended",
    _("Suspended the holder of the post %(post)s at %(unit)s. Reason: %(reason)s"),
    Erasure.DROP_DETAILS,
)
HOLDER_RESUMED = EventType(
    "organisation.appointment.resumed",
    _("Lifted the suspension of the holder of the post %(post)s at %(unit)s. Reason: %(reason)s"),
    Erasure.DROP_DETAILS,
)
POST_SAVED = EventType("organisation.post.saved", _("Saved the post %(post)s."), Erasure.KEEP)
POST_RETIRED = EventType("organisation.post.retired", _("Took the post %(post)s out of use."), Erasure.KEEP)
POST_RESTORED = EventType("organisation.post.restored", _("Brought the post %(post)s back into use."), Erasure.KEEP)
WING_SAVED = EventType("organisation.wing.saved", _("Saved the wing %(wing)s."), Erasure.KEEP)
SKILL_SAVED = EventType("organisation.skill.saved", _("Saved the skill %(skill)s."), Erasure.KEEP)
STRENGTH_SET = EventType(
    "organisation.strength.set", _("Set the strength of %(post)s at %(unit)s to %(strength)s."), Erasure.KEEP
)
OVERFULL_SET = EventType(
    "organisation.overfull.set", _("More holders than the set strength are allowed: %(allowed)s."), Erasure.KEEP
)
RECONSTITUTION_PROPOSED = EventType(
    "organisation.reconstitution.proposed", _("Proposed a new team for %(unit)s."), Erasure.KEEP
)
RECONSTITUTION_APPLIED = EventType(
    "organisation.reconstitution.applied",
    _("Approved the new team of %(unit)s: %(kept)s stay, %(removed)s go, %(added)s come."),
    Erasure.KEEP,
)
RECONSTITUTION_RETURNED = EventType(
    "organisation.reconstitution.returned", _("Sent the proposed team of %(unit)s back: %(why)s"), Erasure.DROP_DETAILS
)
RECONSTITUTION_DROPPED = EventType(
    "organisation.reconstitution.dropped", _("Dropped the reconstitution of %(unit)s."), Erasure.KEEP
)
HOLDER_HEARD = EventType(
    "organisation.holder.heard", _("Wrote down that a holder at %(unit)s was heard."), Erasure.DROP_DETAILS
)

PLAN_SAVED = EventType(
    "organisation.plan.saved", _("Worked on the reorganisation “%(title)s”: %(steps)s steps."), Erasure.KEEP
)
PLAN_APPROVED = EventType(
    "organisation.plan.approved", _("Approved the reorganisation “%(title)s” for %(on)s."), Erasure.KEEP
)
PLAN_RECALLED = EventType(
    "organisation.plan.recalled", _("Took the approval of the reorganisation “%(title)s” back."), Erasure.KEEP
)
PLAN_DISCARDED = EventType("organisation.plan.discarded", _("Discarded the reorganisation “%(title)s”."), Erasure.KEEP)
PLAN_APPLIED = EventType(
    "organisation.plan.applied",
    _("Applied the reorganisation “%(title)s”: %(opened)s opened, %(moved)s moved, %(closed)s closed."),
    Erasure.KEEP,
)
PLAN_FAILED = EventType(
    "organisation.plan.failed", _("The reorganisation “%(title)s” could not be applied: %(why)s"), Erasure.KEEP
)
REORGANISING = (PLAN_SAVED, PLAN_APPROVED, PLAN_RECALLED, PLAN_DISCARDED, PLAN_APPLIED, PLAN_FAILED)

TYPES = (
    SCHEME_LOADED,
    UNITS_IMPORTED,
    UNITS_GROUPED,
    OUTLINES_IMPORTED,
    APPOINTED,
    APPOINTMENT_ENDED,
    HOLDER_SUSPENDED,
    HOLDER_RESUMED,
    SETTLED,
    POST_SAVED,
    POST_RETIRED,
    POST_RESTORED,
    WING_SAVED,
    SKILL_SAVED,
    STRENGTH_SET,
    OVERFULL_SET,
    *REORGANISING,
    RECONSTITUTION_PROPOSED,
    RECONSTITUTION_APPLIED,
    RECONSTITUTION_RETURNED,
    RECONSTITUTION_DROPPED,
    HOLDER_HEARD,
    PEOPLE_IMPORTED,
    PEOPLE_EXPORTED,
)

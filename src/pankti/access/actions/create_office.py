from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from pankti.access.actions.set_password import check_password_strength, set_password
from pankti.access.errors import OfficeExists, OfficePostMissing, OfficeUnitMissing
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.organisation.actions.load_scheme import load_scheme
from pankti.organisation.models import Appointment, Organisation, Placement, Post, Tree, TreeLevel, Unit
from pankti.organisation.tenure import running
from pankti.people.actions.add_person import add_person, check_names
from pankti.people.phones import read_phone
from pankti.people.queries import find_person_by_phone

MANAGE = "organisation.manage"


@dataclass(frozen=True, slots=True)
class FirstOffice:
    """What a fresh server is told. ``level``: of the top unit; empty means the scheme's highest."""

    organisation: Mapping[str, str]
    person: Mapping[str, str]
    phone: str
    password: str = field(repr=False)
    kind: str = "other"
    scheme: str = "in-organisation"
    level: str = ""
    language: str = "hi"
    languages: tuple[str, ...] = ("hi", "en")
    time_zone: str = "Asia/Kolkata"


def create_office(*, actor: Actor, wish: FirstOffice) -> UUID:
    """Found the organisation where there is none, and give its top unit a first manager who can sign in.

    One transaction. Repeat-safe for the same number: a second run sets the password anew.
    Raises OfficeExists when someone else manages already, PhoneUnreadable, PasswordWeak,
    NameMissing, SchemeUnknown, OfficeUnitMissing, OfficePostMissing.
    """
    if not actor.is_system:
        raise OutOfReach
    number = read_phone(wish.phone)
    check_password_strength(wish.password)
    with transaction.atomic():
        organisation = _found(actor, wish)
        unit = _top_unit(organisation, wish)
        post = Post.objects.filter(level=unit.level_id, rights__contains=[MANAGE]).order_by("-is_lead", "code").first()
        if post is None:
            raise OfficePostMissing
        held = Appointment.objects.filter(running(now()), post__rights__contains=[MANAGE], unit=unit)
        person = find_person_by_phone(number)
        if held.exists() and (person is None or not held.filter(person=person).exists()):
            raise OfficeExists
        if person is None:
            person = add_person(actor=actor, names=wish.person, language=wish.language, phone=number)
        if not held.exists():
            Appointment.objects.create(person=person, post=post, unit=unit)
        set_password(actor=actor, person_id=person.id, password=wish.password)
        record(actor=actor, type="access.office.created", subject_kind="person", subject_id=person.id)
        return person.id


def _found(actor: Actor, wish: FirstOffice) -> Organisation:
    organisation = Organisation.objects.first()
    if organisation is None:
        organisation = Organisation.objects.create(
            names=check_names(wish.organisation),
            actor_class=wish.kind,
            time_zone=wish.time_zone,
            languages=list(wish.languages),
            scheme=wish.scheme,
        )
    if not Tree.objects.exists():
        load_scheme(actor=actor, code=organisation.scheme)
    return organisation


def _top_unit(organisation: Organisation, wish: FirstOffice) -> Unit:
    """The root of the main tree; made, and named like the organisation, where the tree is empty."""
    root = Placement.objects.filter(tree__is_main=True, parent=None, ended_on=None).order_by("path").first()
    if root is not None:
        return root.unit
    levels = TreeLevel.objects.filter(tree__is_main=True).select_related("level", "tree").order_by("rank")
    top = levels.filter(level_id=wish.level).first() if wish.level else levels.first()
    if top is None:
        raise OfficeUnitMissing(level=wish.level)
    unit = Unit.objects.create(
        level=top.level,
        names=organisation.names,
        source="office",
        code="1",
        cell=1 if top.level.has("cell") else 0,
    )
    today = now().astimezone(ZoneInfo(organisation.time_zone)).date()
    Placement.objects.create(tree=top.tree, unit=unit, parent=None, level=top.level, path="00001", began_on=today)
    return unit

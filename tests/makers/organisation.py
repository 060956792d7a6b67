"""Plain functions that make an organisation for tests, and the fixed cast that every refusal test shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from pankti.base.actor import Actor, Grant
from pankti.organisation.models import (
    ActorClass,
    Appointment,
    Level,
    Organisation,
    Placement,
    Post,
    Tree,
    TreeLevel,
    Unit,
)
from pankti.people.models import Person

BEGAN_ON = date(2026, 1, 1)
BEGAN_AT = datetime(2026, 1, 1, tzinfo=UTC)
RIGHTS = (
    "directive.issue",
    "directive.view",
    "answer.give",
    "meeting.view",
    "meeting.call",
    "pressnote.approve",
    "audit.view",
    "people.view",
    "people.manage",
    "people.export",
    "organisation.manage",
)


def make_scheme(*, levels: tuple[str, ...] = ("top", "middle", "last"), tree: str = "main") -> Tree:
    """A main tree of ``levels``; the first is the cell level, the last acknowledges."""
    main = Tree.objects.create(code=tree, names={"hi": "मुख्य", "en": "Main"}, is_main=True, rank=0)
    for rank, code in enumerate(levels):
        traits = (["cell"] if rank == 0 else []) + (["acknowledges"] if rank == len(levels) - 1 else [])
        level = Level.objects.create(
            code=code, names={"hi": code, "en": code}, plural_names={"hi": code, "en": f"{code}s"}, traits=traits
        )
        TreeLevel.objects.create(tree=main, level=level, rank=rank)
        Post.objects.create(
            code=f"{code}-lead",
            level=level,
            names={"hi": "संयोजक", "en": "Convenor"},
            rights=["answer.give"] if "acknowledges" in traits else list(RIGHTS),
            is_lead=True,
        )
    Organisation.objects.create(
        names={"hi": "जन सेवा संघ", "en": "Jan Seva Sangh"},
        actor_class=ActorClass.NGO,
        languages=["hi", "en"],
        scheme="test",
    )
    return main


def make_unit(*, level: str, parent: Unit | None = None, code: str = "", tree: str = "main", cell: int = 1) -> Unit:
    """A unit of ``level`` placed under ``parent`` in ``tree``, as its last child."""
    siblings = Placement.objects.filter(tree_id=tree, parent=parent).count()
    above = Placement.objects.get(tree_id=tree, unit=parent, ended_on=None).path if parent else ""
    name = code or f"{level} {siblings + 1}"
    unit = Unit.objects.create(
        level_id=level, names={"hi": name, "en": name}, source="test", code=code or f"{above}/{siblings + 1}", cell=cell
    )
    place_unit(unit=unit, parent=parent, tree=tree)
    return unit


def place_unit(*, unit: Unit, parent: Unit | None, tree: str = "main") -> Placement:
    """Hang an existing unit under ``parent`` in ``tree``."""
    siblings = Placement.objects.filter(tree_id=tree, parent=parent).count()
    above = Placement.objects.get(tree_id=tree, unit=parent, ended_on=None).path if parent else ""
    return Placement.objects.create(
        tree_id=tree,
        unit=unit,
        parent=parent,
        level_id=unit.level_id,
        path=f"{above}{siblings + 1:05x}",
        began_on=BEGAN_ON,
    )


def path_of(unit: Unit, tree: str = "main") -> str:
    return Placement.objects.get(tree_id=tree, unit=unit, ended_on=None).path


def make_person(name: str = "आशा", language: str = "hi") -> Person:
    return Person.objects.create(names={"hi": name, "en": name}, language=language)


def make_appointment(
    *, unit: Unit, post: str = "", person: Person | None = None, began_at: datetime = BEGAN_AT
) -> Appointment:
    """``person`` (or a new one) holds ``post`` (or the level's lead post) at ``unit``."""
    return Appointment.objects.create(
        person=person or make_person(), post_id=post or f"{unit.level_id}-lead", unit=unit, began_at=began_at
    )


def actor_of(appointment: Appointment, *, device_id: UUID | None = None) -> Actor:
    """The actor that ``access`` would build for the holder of one appointment."""
    path = path_of(appointment.unit)
    return Actor(
        person_id=appointment.person_id,
        grants=tuple(Grant(right=right, path=path) for right in appointment.post.rights),
        device_id=device_id,
        appointments=(appointment.id,),
    )


@dataclass(frozen=True)
class Cast:
    """An officer above, a colleague beside, a worker below, a stranger from another branch.

    ``top`` > ``middle`` (officer, colleague) > ``booths`` (worker holds the first);
    ``other_middle`` > ``other_booths`` (stranger holds the first).
    """

    top: Unit
    middle: Unit
    other_middle: Unit
    booths: tuple[Unit, ...]
    other_booths: tuple[Unit, ...]
    chief: Appointment
    officer: Appointment
    colleague: Appointment
    worker: Appointment
    stranger: Appointment


def make_cast(booths: int = 3) -> Cast:
    """The scheme, a small tree and the four people of every refusal test."""
    make_scheme()
    top = make_unit(level="top", code="T")
    middle = make_unit(level="middle", parent=top, code="M1")
    other_middle = make_unit(level="middle", parent=top, code="M2")
    below = tuple(make_unit(level="last", parent=middle, code=f"B{n}") for n in range(1, booths + 1))
    beside = tuple(make_unit(level="last", parent=other_middle, code=f"C{n}") for n in range(1, booths + 1))
    return Cast(
        top=top,
        middle=middle,
        other_middle=other_middle,
        booths=below,
        other_booths=beside,
        chief=make_appointment(unit=top),
        officer=make_appointment(unit=middle),
        colleague=make_appointment(unit=middle),
        worker=make_appointment(unit=below[0]),
        stranger=make_appointment(unit=beside[0]),
    )

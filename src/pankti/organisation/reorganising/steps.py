"""The steps of a plan as data: what people decide, before anything is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from pankti.base.words import Words


class PlanState(StrEnum):
    """Where a plan stands. A failed one was due and could not be applied; it is edited and approved again."""

    DRAFT = "draft"
    APPROVED = "approved"
    APPLIED = "applied"
    FAILED = "failed"
    DISCARDED = "discarded"


OPEN_STATES = frozenset({PlanState.DRAFT, PlanState.FAILED})
"""A plan in one of these can be changed."""


class Verb(StrEnum):
    """What a step does."""

    OPEN = "open"
    MOVE = "move"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    CLOSE = "close"


class Holders(StrEnum):
    """What becomes of those who hold posts at a unit that closes."""

    END = "end"
    MOVE = "move"


class Kind(StrEnum):
    """How a unit went on as another."""

    MERGED = "merged"
    SPLIT = "split"
    CROSSED = "crossed"


@dataclass(frozen=True, slots=True)
class Part:
    """A new unit that a split makes, and which children of the old one go to it."""

    unit_id: UUID
    code: str
    names: Words
    children: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Which fields speak depends on the verb:

    open     ``unit_id`` (chosen beforehand, so that later steps may name it) at ``level`` under ``parent_id`` in
             ``tree``, with ``code`` and ``names``; a closed unit is opened again, and ``recall`` names the ended
             appointments that are made anew
    move     all ``units`` under ``parent_id`` in ``tree``
    rename   ``unit_id`` to ``names``
    merge    ``unit_id`` into ``parent_id``: all below goes there, in every tree, and it closes
    split    ``unit_id``: ``parts`` are opened beside it and take their ``children`` in ``tree``
    close    ``unit_id``, which has nothing below it any more
    """

    id: UUID
    verb: Verb
    unit_id: UUID | None = None
    units: tuple[UUID, ...] = ()
    tree: str = ""
    parent_id: UUID | None = None
    level: str = ""
    code: str = ""
    names: Words | None = None
    parts: tuple[Part, ...] = ()
    holders: Holders = Holders.END
    recall: tuple[UUID, ...] = ()

    @property
    def subjects(self) -> tuple[UUID, ...]:
        """The units that the step is about."""
        return self.units if self.verb is Verb.MOVE else ((self.unit_id,) if self.unit_id else ())

    @property
    def named(self) -> tuple[UUID, ...]:
        """Every unit that the step names."""
        children = tuple(child for part in self.parts for child in part.children)
        return (*self.subjects, *((self.parent_id,) if self.parent_id else ()), *children)


def step_to_json(step: Step) -> dict[str, Any]:
    """Plain JSON, as a plan keeps it."""
    return {
        "verb": step.verb.value,
        "unit": str(step.unit_id) if step.unit_id else None,
        "units": [str(unit) for unit in step.units],
        "tree": step.tree,
        "parent": str(step.parent_id) if step.parent_id else None,
        "level": step.level,
        "code": step.code,
        "names": step.names,
        "parts": [
            {"unit": str(p.unit_id), "code": p.code, "names": p.names, "children": [str(c) for c in p.children]}
            for p in step.parts
        ],
        "holders": step.holders.value,
        "recall": [str(one) for one in step.recall],
    }


def step_from_json(step_id: UUID, body: Mapping[str, Any]) -> Step:
    """The reverse; ValueError or KeyError for what no plan wrote."""
    return Step(
        id=step_id,
        verb=Verb(body["verb"]),
        unit_id=UUID(body["unit"]) if body.get("unit") else None,
        units=tuple(UUID(unit) for unit in body.get("units", ())),
        tree=body.get("tree", ""),
        parent_id=UUID(body["parent"]) if body.get("parent") else None,
        level=body.get("level", ""),
        code=body.get("code", ""),
        names=body.get("names"),
        parts=tuple(
            Part(UUID(p["unit"]), p["code"], p["names"], tuple(UUID(c) for c in p["children"]))
            for p in body.get("parts", ())
        ),
        holders=Holders(body.get("holders", Holders.END)),
        recall=tuple(UUID(one) for one in body.get("recall", ())),
    )

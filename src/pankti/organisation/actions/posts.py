from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.words import Words, in_language
from pankti.organisation.actions.appoint import get_post, lock_unit
from pankti.organisation.authority import said
from pankti.organisation.errors import (
    CodeFaulty,
    CodeTaken,
    CountFaulty,
    LeadTaken,
    LevelFixed,
    LevelUnknown,
    NameNeeded,
    PostOfOtherLevel,
    RightUnknown,
    StillHeld,
    WingUnknown,
)
from pankti.organisation.events import (
    OVERFULL_SET,
    POST_RESTORED,
    POST_RETIRED,
    POST_SAVED,
    STRENGTH_SET,
    WING_SAVED,
)
from pankti.organisation.models import Appointment, Level, Organisation, Placement, Post, UnitStrength, Wing
from pankti.organisation.rights import CODES, ORGANISATION_MANAGE
from pankti.organisation.tenure import running

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
MOST_HOLDERS, MOST_MONTHS = 1000, 240


@dataclass(frozen=True, slots=True)
class PostWish:
    """What a post shall be. ``wing`` None: all wings; ``strength`` and ``term_months`` None: not set."""

    names: Words
    level: str
    wing: str | None = None
    rights: tuple[str, ...] = ()
    is_lead: bool = False
    is_single: bool = False
    strength: int | None = None
    term_months: int | None = None
    rank: int = 10


def require_head(actor: Actor) -> None:
    """Raise OutOfReach unless the actor manages the whole organisation: posts and wings are everybody's."""
    tops = Placement.objects.filter(tree__is_main=True, parent=None, ended_on=None).values_list("path", flat=True)
    if not tops:
        raise OutOfReach
    for path in tops:
        require_right(actor, ORGANISATION_MANAGE, path)


def save_post(*, actor: Actor, code: str, wish: PostWish, is_new: bool) -> str:
    """Make or change a post; returns its code. Those who hold it have its new rights from the next moment.

    Raises OutOfReach; NameNeeded, CodeFaulty, CodeTaken, LevelUnknown, LevelFixed, WingUnknown,
    RightUnknown, LeadTaken, CountFaulty.
    """
    with transaction.atomic():
        require_head(actor)
        names = check_name_pair(wish.names)
        _check_count(wish.strength, MOST_HOLDERS)
        _check_count(wish.term_months, MOST_MONTHS)
        _check_parts(wish)
        row = _new_post(code.strip(), wish) if is_new else get_post(code)
        if row.level_id != wish.level and Appointment.objects.filter(post=row).exists():
            raise LevelFixed
        if wish.is_lead:
            other = Post.objects.filter(level=wish.level, is_lead=True, retired_on=None).exclude(code=row.code).first()
            if other is not None:
                raise LeadTaken(post=said(other.names))
        row.names, row.level_id, row.wing_id = names, wish.level, wish.wing
        row.is_lead, row.is_single = wish.is_lead, wish.is_single
        row.strength, row.term_months, row.rank = wish.strength, wish.term_months, wish.rank
        rights = sorted(set(wish.rights))
        if is_new:
            row.rights = rights
            row.save(force_insert=True)
        else:
            fields = ["names", "level", "wing", "is_lead", "is_single", "strength", "term_months", "rank"]
            if sorted(row.rights) != rights:
                row.rights = rights
                fields.append("rights")
            row.save(update_fields=fields)
        record(
            actor=actor,
            type=POST_SAVED.code,
            subject_kind="post",
            post=row.code,
            rights=rights,
            strength=row.strength,
        )
        return row.code


def retire_post(*, actor: Actor, code: str) -> None:
    """Take the post out of use: nobody is appointed to it any more, its history stays. Repeat-safe.

    Raises OutOfReach, PostUnknown, and StillHeld while somebody holds it.
    """
    with transaction.atomic():
        require_head(actor)
        row = get_post(code)
        held = Appointment.objects.filter(running(now()), post=row).count()
        if held:
            raise StillHeld(count=held)
        if Post.objects.filter(code=code, retired_on=None).update(retired_on=now().date()):
            record(actor=actor, type=POST_RETIRED.code, subject_kind="post", post=code)


def restore_post(*, actor: Actor, code: str) -> None:
    """Bring a post back into use. Repeat-safe. Raises OutOfReach, PostUnknown, LeadTaken."""
    with transaction.atomic():
        require_head(actor)
        row = get_post(code)
        other = Post.objects.filter(level=row.level_id, is_lead=True, retired_on=None).exclude(code=code).first()
        if row.is_lead and other is not None:
            raise LeadTaken(post=said(other.names))
        if Post.objects.filter(code=code).exclude(retired_on=None).update(retired_on=None):
            record(actor=actor, type=POST_RESTORED.code, subject_kind="post", post=code)


def save_wing(*, actor: Actor, code: str, names: Words, is_new: bool, is_retired: bool = False) -> str:
    """Make, rename, retire or bring back a wing; returns its code. Raises OutOfReach, NameNeeded, CodeFaulty,
    CodeTaken, WingUnknown, and StillHeld for one that is to be retired while posts of it are in use.
    """
    with transaction.atomic():
        require_head(actor)
        names = check_name_pair(names)
        code = code.strip()
        if is_new:
            check_code(code)
            if Wing.objects.filter(code=code).exists():
                raise CodeTaken(code=code)
            Wing.objects.create(code=code, names=names)
        else:
            row = Wing.objects.filter(code=code).first()
            if row is None:
                raise WingUnknown
            held = Appointment.objects.filter(running(now()), post__wing=code).count() if is_retired else 0
            if held:
                raise StillHeld(count=held)
            row.names = names
            row.retired_on = (row.retired_on or now().date()) if is_retired else None
            row.save(update_fields=["names", "retired_on"])
        record(actor=actor, type=WING_SAVED.code, subject_kind="wing", wing=in_language(names, "en"), code=code)
        return code


def set_unit_strength(*, actor: Actor, unit_id: UUID, post: str, strength: int | None) -> None:
    """How many holders of ``post`` this unit should have; None: as many as everywhere. Repeat-safe.

    Raises OutOfReach without organisation.manage over the unit; PostUnknown, PostOfOtherLevel, CountFaulty.
    """
    with transaction.atomic():
        unit, path = lock_unit(unit_id)
        require_right(actor, ORGANISATION_MANAGE, path)
        row = get_post(post)
        if row.level_id != unit.level_id:
            raise PostOfOtherLevel(post=said(row.names), level=said(row.level.names))
        _check_count(strength, MOST_HOLDERS, least=0)
        held = UnitStrength.objects.filter(unit=unit, post=row)
        if strength is None or strength == row.strength:
            changed = held.delete()[0]
        else:
            changed = held.update(strength=strength)
            if not changed:
                UnitStrength.objects.create(unit=unit, post=row, strength=strength)
                changed = 1
        if changed:
            record(
                actor=actor,
                type=STRENGTH_SET.code,
                subject_kind="unit",
                subject_id=unit.id,
                post=row.code,
                unit=str(unit.id),
                strength=strength,
            )


def allow_overfull(*, actor: Actor, allowed: bool) -> None:
    """Whether a post may have more holders than its strength, everywhere. Repeat-safe. Raises OutOfReach."""
    with transaction.atomic():
        require_head(actor)
        if Organisation.objects.exclude(allows_overfull=allowed).update(allows_overfull=allowed):
            record(actor=actor, type=OVERFULL_SET.code, subject_kind="organisation", allowed=allowed)


def _new_post(code: str, wish: PostWish) -> Post:
    check_code(code)
    if Post.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    return Post(code=code, level_id=wish.level)


def _check_parts(wish: PostWish) -> None:
    if not Level.objects.filter(code=wish.level).exists():
        raise LevelUnknown
    if wish.wing is not None and not Wing.objects.filter(code=wish.wing).exists():
        raise WingUnknown
    for right in wish.rights:
        if right not in CODES:
            raise RightUnknown(right=right)


def check_code(code: str) -> None:
    """Raise CodeFaulty unless it is small Latin letters, digits and hyphens."""
    if not _CODE.fullmatch(code):
        raise CodeFaulty


def check_name_pair(names: Words) -> Words:
    """The names without empty ones; every language of the organisation has to have one."""
    kept = {language: text.strip()[:120] for language, text in names.items() if text.strip()}
    languages = Organisation.objects.values_list("languages", flat=True).first() or ["hi", "en"]
    if any(language not in kept for language in languages):
        raise NameNeeded
    return kept


def _check_count(count: int | None, most: int, least: int = 1) -> None:
    if count is not None and not least <= count <= most:
        raise CountFaulty(least=least, most=most)

"""Directives for tests, made through the real actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pankti.base.ids import new_id
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.models import Dispatch
from pankti.cascade.types import Audience, Proof
from pankti.directives.actions.drafts import save_draft
from pankti.directives.actions.issue import issue_directive
from pankti.directives.types import Attached, Draft
from pankti.organisation.models import Appointment, Unit
from tests.makers.organisation import actor_of

TITLES = {"hi": "बूथ की सफ़ाई", "en": "Clean the booth"}


def a_draft(
    by: Appointment,
    *,
    roots: Sequence[Unit] = (),
    excluded: Sequence[Unit] = (),
    levels: Sequence[str] = ("last",),
    titles: dict[str, str] | None = None,
    proof: Proof = Proof.ACKNOWLEDGE,
    deadline_at: datetime | None = None,
    attachments: tuple[Attached, ...] = (),
    draft_id: UUID | None = None,
) -> Draft:
    """What an officer has written; nothing is stored yet."""
    return Draft(
        id=draft_id or new_id(),
        appointment_id=by.id,
        audience=Audience(
            tree="main",
            roots=tuple(unit.id for unit in roots),
            excluded=tuple(unit.id for unit in excluded),
            levels=tuple(levels),
        ),
        titles=TITLES if titles is None else titles,
        texts={"hi": "आज शाम तक।", "en": "By this evening."},
        proof=proof,
        deadline_at=deadline_at,
        attachments=attachments,
    )


def make_directive(
    by: Appointment,
    *,
    roots: Sequence[Unit],
    deadline_at: datetime | None = None,
    proof: Proof = Proof.ACKNOWLEDGE,
    counted: bool = False,
) -> UUID:
    """Saved and issued by ``by``. ``counted``: its shape is counted at once (once in a test's transaction)."""
    draft = a_draft(by, roots=roots, deadline_at=deadline_at, proof=proof)
    save_draft(actor=actor_of(by), draft=draft)
    issue_directive(actor=actor_of(by), directive_id=draft.id)
    if counted:
        count_shape(shape_id=Dispatch.objects.get(id=draft.id).shape_id)
    return draft.id

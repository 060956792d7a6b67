"""Who may fill a post: over the unit, within the wing, a lead from above, giving no more rights than one's own."""

from __future__ import annotations

from django.utils.translation import get_language

from pankti.base.actor import Actor, require_right
from pankti.base.words import Words, in_language
from pankti.organisation.errors import MoreThanOwnRights, NotYoursToFill
from pankti.organisation.models import Post
from pankti.organisation.rights import CODES, ORGANISATION_MANAGE, OWN_UNIT, PEOPLE_MANAGE, RIGHTS
from pankti.organisation.types import DIGITS


def check_may_fill(actor: Actor, post: Post, path: str) -> None:
    """Raise unless ``actor`` may appoint to, suspend in and remove from ``post`` at the unit at ``path``.

    OutOfReach without the right over the unit; NotYoursToFill for a lead post of one's own
    unit or a post of another wing; MoreThanOwnRights where the post gives what the actor
    has not. Who manages the organisation there may give every right.
    """
    require_right(actor, PEOPLE_MANAGE, path)
    if actor.is_system or actor.may(ORGANISATION_MANAGE, path):
        return
    name = said(post.names)
    if not any(
        grant.right == PEOPLE_MANAGE
        and grant.covers(path)
        and grant.wing in (None, post.wing_id)
        and (not post.is_lead or len(grant.path) < len(path))
        for grant in actor.grants
    ):
        raise NotYoursToFill(post=name)
    for right in post.rights:
        if right not in OWN_UNIT and not _holds(actor, right, path, post.wing_id):
            raise MoreThanOwnRights(post=name, right=_name(right))


def said(names: Words) -> str:
    """A name in the language that is spoken now."""
    return in_language(names, get_language() or "hi")


def may_fill(actor: Actor, post: Post, path: str) -> bool:
    """The same as a question, for pages that show only what can be done."""
    try:
        check_may_fill(actor, post, path)
    except (NotYoursToFill, MoreThanOwnRights):
        return False
    return True


def may_decide(actor: Actor, path: str) -> bool:
    """Whether the actor fills posts from above the unit at ``path``; at the top, who manages the organisation does."""
    above = any(g.right == PEOPLE_MANAGE and g.covers(path) and len(g.path) < len(path) for g in actor.grants)
    return above or (len(path) <= DIGITS and actor.may(ORGANISATION_MANAGE, path))


def _holds(actor: Actor, right: str, path: str, wing: str | None) -> bool:
    return any(g.right == right and g.covers(path) and g.wing in (None, wing) for g in actor.grants)


def _name(right: str) -> str:
    return str(next(r.name for r in RIGHTS if r.code == right)) if right in CODES else right

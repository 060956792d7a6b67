from __future__ import annotations

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.words import Words, in_language
from pankti.organisation.actions.posts import check_code, check_name_pair, require_head
from pankti.organisation.errors import CodeTaken
from pankti.organisation.events import SKILL_SAVED
from pankti.people.errors import SkillUnknown
from pankti.people.models import Skill


def save_skill(*, actor: Actor, code: str, names: Words, is_new: bool, is_retired: bool = False) -> str:
    """Make, rename, retire or bring back a skill; returns its code. For who manages the whole organisation.

    A retired one is offered no more; those who have it keep it. Raises OutOfReach, NameNeeded, CodeFaulty,
    CodeTaken, SkillUnknown.
    """
    with transaction.atomic():
        require_head(actor)
        kept = check_name_pair(names)
        code = code.strip()
        if is_new:
            check_code(code)
            if Skill.objects.filter(code=code).exists():
                raise CodeTaken(code=code)
            Skill.objects.create(code=code, names=kept)
        else:
            row = Skill.objects.filter(code=code).first()
            if row is None:
                raise SkillUnknown(code=code)
            row.names = kept
            row.retired_on = (row.retired_on or now().date()) if is_retired else None
            row.save(update_fields=["names", "retired_on"])
        record(actor=actor, type=SKILL_SAVED.code, subject_kind="skill", skill=in_language(kept, "en"), code=code)
        return code

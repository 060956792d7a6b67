"""A first directive that is already out, and a draft, so that a newcomer sees something at once."""

from __future__ import annotations

from datetime import timedelta

from pankti.access.queries import actor_for_person
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.words import Words
from pankti.cascade.types import Audience, Proof
from pankti.directives.actions.drafts import save_draft
from pankti.directives.actions.issue import issue_directive
from pankti.directives.types import Draft
from pankti.organisation.models import Level, Tree
from pankti.project.demo.cast import Lead, find_line

MEETING = {
    "titles": {"hi": "साप्ताहिक बैठक: कितने लोग आए?", "en": "Weekly meeting: how many came?"},
    "texts": {
        "hi": "अपने बूथ की इस सप्ताह की बैठक में जितने लोग आए, उनकी गिनती भेजें। बैठक न हो पाई हो तो कारण लिखें।",
        "en": "Send the number of people at your booth's meeting this week. If it did not take place, say why.",
    },
    "number_labels": {"hi": "आए हुए लोग", "en": "People who came"},
}
PLANTING = {
    "titles": {"hi": "पौधारोपण की एक फ़ोटो", "en": "One photo of the planting"},
    "texts": {
        "hi": "अपने बूथ पर लगाए गए पौधों की एक फ़ोटो भेजें। चेहरे पास से न लें।",
        "en": "Send one photo of the saplings planted at your booth. No close-ups of faces.",
    },
}


def issue_samples() -> None:
    """Issue one directive and leave one draft, both by the office below the top (or the top, where it is alone)."""
    line = find_line()
    if len(line) < 2:
        return
    office = line[1] if len(line) > 2 else line[0]
    actor = actor_for_person(office.person_id)
    first = _draft(office, Proof.NUMBER, MEETING)
    save_draft(actor=actor, draft=first)
    issue_directive(actor=actor, directive_id=first.id)
    save_draft(actor=actor, draft=_draft(office, Proof.PHOTO, PLANTING))


def _draft(office: Lead, proof: Proof, words: dict[str, Words]) -> Draft:
    audience = Audience(
        tree=Tree.objects.get(is_main=True).code,
        roots=(office.unit_id,),
        levels=tuple(Level.objects.filter(traits__contains=["acknowledges"]).values_list("code", flat=True)),
    )
    return Draft(
        id=new_id(),
        appointment_id=office.appointment_id,
        audience=audience,
        proof=proof,
        deadline_at=now() + timedelta(days=2),
        titles=words["titles"],
        texts=words["texts"],
        number_labels=words.get("number_labels", {}),
    )

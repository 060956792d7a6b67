"""The ten press notes of the five meetings, as committed, are what their records give today.

``PANKTI_WRITE_EXAMPLES=1`` writes them anew; read them aloud before they are committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pankti.minutes.queries import get_record, get_recorded_meeting
from pankti.pressnotes.queries.facts import gather_facts
from pankti.pressnotes.writing import write_note
from tests.makers.organisation import actor_of
from tests.pressnotes.five import ALL, Held
from tests.pressnotes.holding import hold

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "press-notes"


@pytest.mark.django_db
@pytest.mark.parametrize("held", ALL, ids=lambda held: held.slug)
def test_the_examples_are_what_the_records_give(held: Held) -> None:
    meeting_id, caller = hold(held)
    actor = actor_of(caller)
    facts = gather_facts(get_recorded_meeting(actor, meeting_id), get_record(actor, meeting_id))
    for language in ("hi", "en"):
        path = EXAMPLES / f"{held.slug}.{language}.txt"
        note = write_note(facts, language)
        if os.environ.get("PANKTI_WRITE_EXAMPLES"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(note, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == note

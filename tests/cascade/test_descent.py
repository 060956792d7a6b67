"""Where few are left, the silent list reads the way to them and not the units that have answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.queries import descent, get_dispatch, list_subjects, rows
from pankti.organisation.models import Unit
from tests.makers.cascade import fold_all, make_dispatch
from tests.makers.organisation import make_cast, make_unit, path_of

pytestmark = pytest.mark.django_db(transaction=True)


def answer_all(dispatch_id: Any, units: Sequence[Unit]) -> None:
    at = now().isoformat()
    common = {"dispatch_id": str(dispatch_id), "version": 1, "asked": 1, "round": 1, "rank": 2}
    append_answers(
        [
            {**common, "cell": unit.cell, "id": str(new_id()), "subject_id": str(unit.id), "unit_id": str(unit.id)}
            | {"tapped_at": at, "counted_at": at, "received_at": at}
            for unit in units
        ]
    )
    fold_all()


def test_the_silent_are_found_by_the_tallies_whatever_has_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    middles = [make_unit(level="middle", parent=cast.top, code=f"mid{n}") for n in range(8)]
    booths = [
        make_unit(level="last", parent=middle, code=f"B{n}.{m}") for n, middle in enumerate(middles) for m in range(6)
    ]
    dispatch_id = make_dispatch(roots=middles)
    silent = [booths[10], booths[40]]
    answer_all(dispatch_id, [booth for booth in booths if booth not in silent])
    dispatch = get_dispatch(dispatch_id)
    looked: list[list[str]] = []
    fetch = rows.fetch

    def listen(sql: str, params: dict[str, Any], **more: Any) -> Any:
        looked.append(params.get("paths") or [params["path"]])
        return fetch(sql, params, **more)

    monkeypatch.setattr(descent, "fetch", listen)
    with CaptureQueriesContext(connection) as queries:
        found = list_subjects(dispatch, path_of(cast.top))

    assert [row.unit_id for row in found] == [unit.id for unit in silent]
    assert looked == [[path_of(cast.top)], [path_of(cast.top)], [path_of(middles[1]), path_of(middles[6])]]
    assert len(queries) <= 6
    assert [r.unit_id for r in list_subjects(dispatch, path_of(cast.top), limit=1)] == [silent[0].id]
    assert [r.unit_id for r in list_subjects(dispatch, path_of(cast.top), after=found[0].path)] == [silent[1].id]


def test_where_many_are_left_the_list_just_reads_on() -> None:
    cast = make_cast(booths=8)
    dispatch_id = make_dispatch(roots=[cast.middle])
    answer_all(dispatch_id, cast.booths[:4])
    dispatch = get_dispatch(dispatch_id)
    with CaptureQueriesContext(connection) as queries:
        assert len(list_subjects(dispatch, path_of(cast.top))) == 4
    asked = [q["sql"] for q in queries.captured_queries if "cascade_" in q["sql"]]
    assert len(asked) == 3, asked  # the frame, the unit's own figures, the list

"""One directive to every real booth of Uttar Pradesh, answered in bulk, and every tally held against plain SQL.

An invented twin of a few dozen booths goes the same way wherever the real lists are not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.dispatch import issue_dispatch
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.tally import rebuild_tallies
from pankti.cascade.buckets import percentile
from pankti.cascade.models import Dispatch
from pankti.cascade.queries import get_dispatch, get_tally, get_times
from pankti.cascade.types import Audience, DispatchOrder, Proof
from pankti.organisation.actions.group_units import group_units
from pankti.organisation.models import Level, Tree, Unit
from tests.makers.cascade import fold_all
from tests.organisation.lists import SEATS, bring_in, make_organisation, write

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
LISTS = [
    DATA / "polling-stations-up-2014/up_polling_stations_2014.csv.gz",
    DATA / "constituencies/ac_district_pc_four_states.csv",
    DATA / "constituencies/parliamentary_constituencies_hi_en.csv",
    DATA / "hindi-place-names-up/up_districts_hi_en.csv",
]
BOOTHS, ANSWER = 138_771, 120_000
BATCH = 5_000
SEEN, ACKNOWLEDGED, REFUSED, DONE = 1, 2, 3, 4

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.real_data
@pytest.mark.skipif(not all(map(Path.exists, LISTS)), reason="the real lists are not beside this repository")
@pytest.mark.skipif(os.environ.get("PANKTI_SLOW") != "1", reason="takes minutes on a busy machine: PANKTI_SLOW=1")
def test_every_booth_of_uttar_pradesh() -> None:
    make_organisation()
    assert bring_in(*LISTS).result.by_level["booth"] == BOOTHS
    _walk(booths=BOOTHS, answering=ANSWER)


def test_a_small_twin(tmp_path: Path) -> None:
    rows = [f"{seat},{part},SCHOOL {seat} {part},1,1,0,2\n" for seat in (1, 2, 3) for part in range(1, 26)]
    header = "ac_no,part_no,polling_station_name,electors_male,electors_female,electors_other,electors_total\n"
    make_organisation()
    bring_in(write(tmp_path, "up_twin.csv", header + "".join(rows)), write(tmp_path, "seats.csv", SEATS))
    _walk(booths=75, answering=65)


def _walk(*, booths: int, answering: int) -> None:
    for level in ("cluster", "mandal"):
        group_units(actor=SYSTEM, level=level)
    issued = _issue()
    dispatch = get_dispatch(issued)
    top = Unit.objects.get(level="nation")
    assert get_tally(dispatch, top.id).expected == booths

    rng = Random(booths)
    for batch in _batches(_answers(issued, answering, rng), rng):
        append_answers(batch)
    assert _one("SELECT count(*) FROM cascade_answer WHERE dispatch_id = %s", issued) == 2 * answering
    fold_all()
    _assert_recounted(issued, answering)

    counts = get_tally(dispatch, top.id)
    assert counts.silent == booths - answering
    times = get_times(dispatch, top.id)
    half, most = percentile(times, booths, 0.5), percentile(times, booths, 0.9)
    assert half is not None
    exact = _one(HALF, booths // 2, issued)
    assert exact / 1.2 < half < exact * 1.2  # read from the histogram, within its bucket
    assert most is None  # fewer than that have answered
    for level in ("state", "district", "assembly", "mandal", "cluster"):
        unit = Unit.objects.filter(level=level).order_by("id")[0]
        below = get_tally(dispatch, unit.id)
        assert (below.expected or 0) > 0
        assert sum(get_times(dispatch, unit.id).values()) == below.acknowledged + below.refused + below.done

    rebuild_tallies(dispatch_id=issued)  # thrown away and folded anew: the same
    _assert_recounted(issued, answering)


def _issue() -> UUID:
    tree = Tree.objects.get(is_main=True)
    last = Level.objects.get(traits__contains=["acknowledges"])
    top = Unit.objects.get(level="nation")
    order = DispatchOrder(
        id=new_id(),
        kind="directive",
        audience=Audience(tree=tree.code, roots=(top.id,), levels=(last.code,)),
        proof=Proof.ACKNOWLEDGE,
        payload={"titles": {"hi": "सफाई", "en": "Cleaning"}},
        by_unit_id=top.id,
    )
    issue_dispatch(actor=SYSTEM, order=order)
    count_shape(shape_id=Dispatch.objects.get(id=order.id).shape_id)
    return order.id


Row = dict[str, object]


def _answers(issued: UUID, answering: int, rng: Random) -> list[Row]:
    """Each unit that answers has seen it, and later says more; some say it twice, nothing comes in order."""
    asked_at: datetime = get_dispatch(issued).asked_at
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id, u.cell FROM organisation_unit u JOIN organisation_level l ON l.code = u.level_id "
            "WHERE 'acknowledges' = ANY(l.traits) ORDER BY u.id"
        )
        units: list[tuple[UUID, int]] = cursor.fetchall()
    rows: list[Row] = []
    for unit, cell in rng.sample(units, answering):
        seen_at = asked_at + timedelta(seconds=rng.lognormvariate(8, 1.5))
        said = rng.choices((SEEN, ACKNOWLEDGED, REFUSED, DONE), (2, 80, 3, 15))[0]
        if said == SEEN:
            said = ACKNOWLEDGED
        for rank, at in ((SEEN, seen_at), (said, seen_at + timedelta(seconds=rng.expovariate(1 / 600)))):
            rows.append(
                {
                    "cell": cell,
                    "id": str(new_id()),
                    "dispatch_id": str(issued),
                    "version": 1,
                    "asked": 1,
                    "round": 1,
                    "rank": rank,
                    "subject_id": str(unit),
                    "unit_id": str(unit),
                    "tapped_at": at.isoformat(),
                    "counted_at": at.isoformat(),
                    "received_at": now().isoformat(),
                    "body": None,
                }
            )
    return rows


def _batches(rows: list[Row], rng: Random) -> Iterator[list[Row]]:
    """In no order; every tenth comes once more in a later batch."""
    sent = rows + rng.sample(rows, len(rows) // 10)
    rng.shuffle(sent)
    for start in range(0, len(sent), BATCH):
        batch = {str(row["id"]): row for row in sent[start : start + BATCH]}
        yield list(batch.values())


BEST = """
best AS (
    SELECT DISTINCT ON (subject_id) subject_id, rank FROM cascade_answer
    WHERE dispatch_id = %s ORDER BY subject_id, rank DESC
)"""
DIFFERENT = f"""
WITH {BEST}, naive AS (
    SELECT a.unit_id, count(*) FILTER (WHERE best.rank = 1) AS seen,
           count(*) FILTER (WHERE best.rank = 2) AS acknowledged,
           count(*) FILTER (WHERE best.rank = 3) AS refused, count(*) FILTER (WHERE best.rank = 4) AS done
    FROM best JOIN organisation_placement p ON p.unit_id = best.subject_id AND p.ended_on IS NULL
    JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
    CROSS JOIN generate_series(5, length(p.path) - 5, 5) n
    JOIN organisation_placement a ON a.tree_id = p.tree_id AND a.path = left(p.path, n) AND a.ended_on IS NULL
    GROUP BY 1
), stored AS (
    SELECT unit_id, sum(seen) AS seen, sum(acknowledged) AS acknowledged, sum(refused) AS refused, sum(done) AS done
    FROM cascade_tally WHERE dispatch_id = %s GROUP BY 1
)
SELECT count(*) FILTER (
    WHERE (n.seen, n.acknowledged, n.refused, n.done) IS DISTINCT FROM (s.seen, s.acknowledged, s.refused, s.done)
), count(*) FROM naive n FULL JOIN stored s USING (unit_id)"""
STANDINGS = f"""
WITH {BEST} SELECT count(*) FILTER (WHERE s.rank IS DISTINCT FROM best.rank), count(*)
FROM best FULL JOIN (SELECT * FROM cascade_standing WHERE dispatch_id = %s) s USING (subject_id)"""
HALF = """
SELECT extract(epoch FROM first - (SELECT issued_at FROM cascade_dispatch WHERE id = dispatch_id)) FROM (
    SELECT dispatch_id, min(counted_at) AS first, row_number() OVER (ORDER BY min(counted_at)) AS place
    FROM cascade_answer WHERE rank >= 2 GROUP BY dispatch_id, subject_id) one
WHERE place = %s AND dispatch_id = %s"""


def _assert_recounted(issued: UUID, answering: int) -> None:
    """At every unit above, and for every subject, the roll-up says what the raw answers say."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, [issued, issued])
        different, units = cursor.fetchone()
        assert different == 0
        assert units > 0
        cursor.execute(STANDINGS, [issued, issued])
        assert cursor.fetchone() == (0, answering)


def _one(sql: str, *values: int | UUID) -> float:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return float(cursor.fetchone()[0])

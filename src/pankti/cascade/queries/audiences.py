"""Who is in an audience: how many, and a few of them."""

from __future__ import annotations

from pankti.cascade.audience import HOLDERS, HOLDS, check_roots, params_of, subjects_sql
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import Audience, AudienceCount, SubjectKind, SubjectRow

VACANT_LIMIT = 300_000
"""Above this many subjects a live count leaves the vacant ones out; the head count knows them."""


def count_audience(audience: Audience) -> AudienceCount:
    """How many subjects the rule holds now, counted live. Raises as ``check_roots`` does."""
    roots, excluded = check_roots(audience)
    params, subjects = params_of(audience, roots, excluded), subjects_sql(roots)
    if audience.subject_kind is SubjectKind.APPOINTMENT:
        [(n,)] = fetch(f"SELECT count(*) {subjects_sql(roots, HOLDERS)}", params)
        return AudienceCount(n=n, vacant=0)
    [(n,)] = fetch(f"SELECT count(*) {subjects}", params)
    if n > VACANT_LIMIT:
        return AudienceCount(n=n, vacant=None)
    [(vacant,)] = fetch(f"SELECT count(*) {subjects} AND NOT {HOLDS}", params)
    return AudienceCount(n=n, vacant=vacant)


def sample_audience(audience: Audience, limit: int = 5) -> list[SubjectRow]:
    """The first addressed units in tree order."""
    roots, excluded = check_roots(audience)
    found = fetch(
        f"SELECT p.unit_id, u.names, p.level_id, p.path, NOT {HOLDS} {subjects_sql(roots)}"
        " ORDER BY p.path LIMIT %(limit)s",
        {**params_of(audience, roots, excluded), "limit": limit},
    )
    return [SubjectRow(*row) for row in found]

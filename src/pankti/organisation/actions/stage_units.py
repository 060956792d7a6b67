"""Brings drafts into a temporary table by COPY: as fast as the file can be read, in flat memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from pankti.base.ids import new_id
from pankti.organisation.importing.rows import Draft
from pankti.organisation.importing.shape import Shape

_BATCH = 2_000
_COLUMNS = (
    'seq int, file smallint, row int, own bool, lv smallint, src smallint, code text COLLATE "C", k uuid, id uuid,'
    " names jsonb, named bool, latitude float8, longitude float8, traits jsonb, hang int"
)


@dataclass(slots=True)
class Staged:
    """What was staged: how many drafts, and the sources by number."""

    count: int = 0
    sources: list[str] = field(default_factory=list)
    has_codes: bool = False


def make_stage(shape: Shape) -> None:
    """An empty stage that lives until the transaction ends: one parent key and one parent code per tree."""
    extra = "".join(f', p{n} uuid, c{n} text COLLATE "C"' for n in range(len(shape.trees)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL client_min_messages = 'warning'")
        names = ["stage", "item", "found", "gone", "fresh", "filled", "carried"]
        names += [f"{kind}_{n}" for n in range(len(shape.trees)) for kind in ("want", "spot")]
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in names)}")
        cursor.execute(f"CREATE TEMP TABLE stage ({_COLUMNS}{extra}) ON COMMIT DROP")


def stage_drafts(*, shape: Shape, drafts: Iterable[tuple[int, Draft]]) -> Staged:
    """COPY ``drafts`` (file number, draft) into the stage."""
    staged = Staged()
    numbers = {level: n for n, level in enumerate(shape.levels)}
    sources: dict[str, int] = {}
    trees = range(len(shape.trees))
    lines: list[str] = []
    with connection.cursor() as cursor, cursor.copy("COPY stage FROM STDIN") as copy:
        for file, draft in drafts:
            source = sources.setdefault(draft.source, len(sources))
            hang = 0
            above = ""
            for n in trees:
                if n in draft.parents:
                    hang |= 1 << n
                    above += f"\t{draft.parents[n] or NULL}\t{_escape(draft.parent_codes.get(n, ''))}"
                else:
                    above += _NOWHERE
            staged.has_codes = staged.has_codes or bool(draft.parent_codes)
            staged.count += 1
            lines.append(
                f"{staged.count}\t{file}\t{draft.row}\t{'t' if draft.is_own else 'f'}\t{numbers[draft.level]}\t"
                f"{source}\t"
                f"{_escape(draft.code)}\t{draft.key}\t{new_id().hex}\t{_escape(draft.names)}\t"
                f"{'t' if draft.is_named else 'f'}\t{NULL if draft.latitude is None else draft.latitude}\t"
                f"{NULL if draft.longitude is None else draft.longitude}\t{_escape(draft.traits)}\t{hang}{above}\n"
            )
            if len(lines) >= _BATCH:
                copy.write("".join(lines))
                lines.clear()
        copy.write("".join(lines))
    staged.sources = list(sources)
    return staged


NULL = "\\N"
_NOWHERE = f"\t{NULL}\t{NULL}"


def _escape(text: str) -> str:
    """For COPY's text form; an empty text is NULL. Tabs and line ends never reach here: cells are cleaned."""
    if not text:
        return NULL
    return text.replace("\\", "\\\\") if "\\" in text else text

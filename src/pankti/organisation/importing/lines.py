"""The lines of COPY that a staged unit is written as, and the columns of the stage they fill."""

from __future__ import annotations

from dataclasses import dataclass

from pankti.organisation.importing.drafts import Draft

NULL = "\\N"
COLUMNS = (
    ("seq", "int"), ("file", "smallint"), ("row", "int"), ("own", "bool"), ("lv", "smallint"), ("src", "smallint"),
    ("code", 'text COLLATE "C"'), ("k", "uuid"), ("uid", "uuid"), ("names", "jsonb"), ("named", "bool"),
    ("latitude", "float8"), ("longitude", "float8"), ("traits", "jsonb"), ("stamp", "uuid"), ("hang", "int"),
)  # fmt: skip
"""What follows them: for each tree the parent's key (``p0`` …) and the parent's code (``c0`` …)."""


def columns_for(trees: int) -> list[tuple[str, str]]:
    """Names and types of all columns of the stage for a scheme of so many trees."""
    above = [pair for n in range(trees) for pair in ((f"p{n}", "uuid"), (f"c{n}", 'text COLLATE "C"'))]
    return [*COLUMNS, *above]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft stands: its number, its file, its level and source by number, and the id it gets if it is new."""

    seq: int
    file: int
    level: int
    source: int
    uid: str


def draft_line(draft: Draft, place: Place, trees: int, stamp: str = "") -> str:
    """One line of COPY's text form. Tabs and line ends never reach here: cells are cleaned."""
    hang = 0
    above = ""
    for n in range(trees):
        if n in draft.parents:
            hang |= 1 << n
            above += f"\t{draft.parents[n] or NULL}\t{escape(draft.parent_codes.get(n, ''))}"
        else:
            above += f"\t{NULL}\t{NULL}"
    return (
        f"{place.seq}\t{place.file}\t{draft.row}\t{'t' if draft.is_own else 'f'}"
        f"\t{place.level}\t{place.source}\t{escape(draft.code)}"
        f"\t{draft.key}\t{place.uid}\t{escape(draft.names)}\t{'t' if draft.is_named else 'f'}"
        f"\t{NULL if draft.latitude is None else draft.latitude}"
        f"\t{NULL if draft.longitude is None else draft.longitude}"
        f"\t{escape(draft.traits)}\t{stamp or NULL}\t{hang}{above}\n"
    )


def escape(text: str) -> str:
    """For COPY's text form; an empty text is NULL."""
    if not text:
        return NULL
    return text.replace("\\", "\\\\") if "\\" in text else text

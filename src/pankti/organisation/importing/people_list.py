"""A list of people before anything is kept: what its columns mean, and what each row says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from pankti.base.errors import DomainError
from pankti.base.words import Words
from pankti.organisation.importing.drafts import Remark
from pankti.organisation.importing.fold import clean
from pankti.organisation.importing.forbidden import find_forbidden
from pankti.organisation.importing.mapping import header_key
from pankti.organisation.importing.plan import ColumnForbidden
from pankti.organisation.importing.tables import FileRefused, Table, open_table
from pankti.people.contact_points import read_email
from pankti.people.naming.script import is_latin, suggest_name
from pankti.people.phones import read_phone

FIELDS = (
    "name", "name_hi", "name_en", "phone", "phone_2", "email", "language", "unit", "home", "post", "since", "shared",
)  # fmt: skip
NAMES = ("name", "name_hi", "name_en")
LONGEST = 200
_BETWEEN_PHONES = re.compile(r"[,;/|\n]+")
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})$"),
    re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})$"),
)
_LANGUAGES = {"hi": "hi", "hindi": "hi", "हिंदी": "hi", "हिन्दी": "hi", "en": "en", "english": "en", "अंग्रेज़ी": "en", "अंग्रेजी": "en"}  # fmt: skip  # noqa: E501


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """An opened list and which of its columns (by number) is what. ``left_out`` are columns that nobody reads."""

    table: Table
    columns: dict[str, int]
    left_out: tuple[str, ...]

    def column(self, field: str) -> str:
        """The header of what is read as ``field``."""
        return self.table.columns[self.columns[field]] if field in self.columns else ""


@dataclass(slots=True)
class PersonDraft:
    """One row as it was understood. ``suggested``: languages whose name was made from the other."""

    row: int
    names: Words
    suggested: tuple[str, ...]
    language: str
    phones: list[str] = field(default_factory=list)
    email: str = ""
    unit: str = ""
    home: str = ""
    post: str = ""
    since: date | None = None
    shared: str = ""


@cache
def _known() -> dict[str, str]:
    """Every header key → the field it names."""
    table = tomllib.loads(Path(__file__).with_name("people_columns.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for name in FIELDS:
        for text in (name, *table[name]):
            found.setdefault(header_key(text), name)
    return found


def make_people_plan(path: Path, *, columns: Mapping[str, str] | None = None, encoding: str = "") -> PeoplePlan:
    """Open a list of people and settle its columns; ``columns`` (field → header, "" for none) overrules the guess.

    Raises FileRefused, and ColumnForbidden for a list that tells religion, caste and the like of anybody.
    """

    def score(cells: list[str]) -> int:
        filled = [cell for cell in cells if cell.strip()]
        known = sum(1 for cell in filled if len(cell) < LONGEST and header_key(cell) in _known())
        return 100 * known + min(len(filled), 50) if len(filled) > 1 or known else 0

    table = open_table(path, score, encoding)
    if forbidden := find_forbidden(table.columns):
        raise ColumnForbidden(table.path.name, *forbidden)
    found: dict[str, int] = {}
    for at, header in enumerate(table.columns):
        name = _known().get(header_key(header))
        if name == "phone" and name in found:
            name = "phone_2"
        if name is not None:
            found.setdefault(name, at)
    for name, header in (columns or {}).items():
        found.pop(name, None)
        if header:
            found[name] = _number_of(table, header, name)
    if not any(name in found for name in NAMES):
        raise FileRefused(
            _("%(file)s has no column that names people. Call it “name”, “name hindi” or “name english”.")
            % {"file": table.path.name}
        )
    read = set(found.values())
    left_out = tuple(header for at, header in enumerate(table.columns) if at not in read and header)
    return PeoplePlan(table, found, left_out)


def read_drafts(plan: PeoplePlan, remarks: list[Remark]) -> Iterator[PersonDraft]:
    """Each row as it was understood; those without a name or with an unreadable number go to ``remarks`` instead."""
    for number, cells in plan.table.rows():
        draft = _read(plan, number, cells, remarks)
        if draft is not None:
            yield draft


def _read(plan: PeoplePlan, number: int, cells: list[str], remarks: list[Remark]) -> PersonDraft | None:
    def cell(name: str) -> str:
        at = plan.columns.get(name)
        return clean(cells[at]) if at is not None and at < len(cells) else ""

    def refuse(name: str, reason: str) -> None:
        remarks.append(Remark(number, plan.column(name), cell(name)[:LONGEST], reason, True))

    if len(cells) > len(plan.table.columns) and any(text.strip() for text in cells[len(plan.table.columns) :]):
        remarks.append(Remark(number, "", "", "extra_cells", True))
        return None
    names, suggested = _names(cell("name"), cell("name_hi"), cell("name_en"))
    if not names:
        refuse(next(name for name in NAMES if name in plan.columns), "no_name")
        return None
    if any(len(name) > LONGEST for name in names.values()):
        refuse(next(name for name in NAMES if name in plan.columns), "too_long")
        return None
    draft = PersonDraft(number, names, suggested, _LANGUAGES.get(cell("language").casefold(), "hi"))
    for name in ("phone", "phone_2"):
        for written in filter(None, (part.strip() for part in _BETWEEN_PHONES.split(cell(name)))):
            try:
                phone = read_phone(written.removeprefix("'"))
            except DomainError:
                refuse(name, "phone_unreadable")
                return None
            if phone not in draft.phones:
                draft.phones.append(phone)
    if cell("email"):
        try:
            draft.email = read_email(cell("email"))
        except DomainError:
            refuse("email", "email_unreadable")
            return None
    if cell("since"):
        draft.since = _date(cell("since"))
        if draft.since is None:
            refuse("since", "date_unreadable")
            return None
    draft.unit, draft.home, draft.post = cell("unit"), cell("home"), cell("post")
    draft.shared = cell("shared")[:LONGEST]
    return draft


def _names(either: str, hindi: str, english: str) -> tuple[Words, tuple[str, ...]]:
    """The names by language; one that is missing is made from the other and marked."""
    if either:
        if is_latin(either):
            english = english or either
        else:
            hindi = hindi or either
    names = {code: name for code, name in (("hi", hindi), ("en", english)) if name}
    for code, other in (("hi", "en"), ("en", "hi")):
        if code not in names and other in names and (made := suggest_name(names[other], code)):
            return {**names, code: made}, (code,)
    return names, ()


def _date(text: str) -> date | None:
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in text.split(" ")[0])
    for pattern in _DATES:
        if match := pattern.match(digits):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None


def _number_of(table: Table, header: str, name: str) -> int:
    key = header_key(header)
    for at, column in enumerate(table.columns):
        if header_key(column) == key:
            return at
    raise FileRefused(
        _("%(file)s has no column “%(column)s” to be read as %(field)s.")
        % {"file": table.path.name, "column": header, "field": name}
    )

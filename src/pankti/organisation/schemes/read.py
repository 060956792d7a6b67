"""Reads a scheme file and says exactly what is wrong with it. No database here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pankti.base.words import Words
from pankti.organisation.rights import CODES

FOLDER = Path(__file__).parent


class Fault(Exception):
    """What is wrong, and where."""


@dataclass(frozen=True, slots=True)
class SchemeLevel:
    code: str
    names: Words
    plural_names: Words
    traits: tuple[str, ...]
    group_size: int | None


@dataclass(frozen=True, slots=True)
class SchemeTree:
    code: str
    names: Words
    is_main: bool
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemeWing:
    code: str
    names: Words


@dataclass(frozen=True, slots=True)
class SchemePost:
    code: str
    level: str
    wing: str | None
    names: Words
    rights: tuple[str, ...]
    is_lead: bool
    is_single: bool
    strength: int | None
    term_months: int | None


@dataclass(frozen=True, slots=True)
class Scheme:
    code: str
    names: Words
    levels: tuple[SchemeLevel, ...]
    trees: tuple[SchemeTree, ...]
    wings: tuple[SchemeWing, ...]
    posts: tuple[SchemePost, ...]


def list_codes(folder: Path = FOLDER) -> list[str]:
    """The codes of the schemes that come with the product."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def read_scheme(path: Path) -> Scheme:
    """The scheme in ``path``, whole and consistent; raises Fault with the place and the reason."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise Fault(f"{path.name} is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise Fault(f"{path.name}: {error}") from error
    scheme = Scheme(
        code=_text(table, "code", path.name),
        names=_words(table, "names", path.name),
        levels=tuple(_level(entry, f"levels[{n}]") for n, entry in enumerate(_entries(table, "levels"))),
        trees=tuple(_tree(entry, f"trees[{n}]") for n, entry in enumerate(_entries(table, "trees"))),
        wings=tuple(
            SchemeWing(_text(e, "code", f"wings[{n}]"), _words(e, "names", f"wings[{n}]"))
            for n, e in enumerate(_entries(table, "wings"))
        ),
        posts=tuple(_post(entry, f"posts[{n}]") for n, entry in enumerate(_entries(table, "posts"))),
    )
    _check_whole(scheme)
    return scheme


def _check_whole(scheme: Scheme) -> None:
    """What no single entry can know: references, one main tree, one lead at most, a last level."""
    for kind, codes in (
        ("level", [level.code for level in scheme.levels]),
        ("tree", [tree.code for tree in scheme.trees]),
        ("wing", [wing.code for wing in scheme.wings]),
        ("post", [post.code for post in scheme.posts]),
    ):
        for code in codes:
            if codes.count(code) > 1:
                raise Fault(f"the {kind} “{code}” is named twice")
    levels = {level.code: level for level in scheme.levels}
    wings = {wing.code for wing in scheme.wings}
    mains = [tree for tree in scheme.trees if tree.is_main]
    if len(mains) != 1:
        raise Fault(f"exactly one tree must have main = true, not {len(mains)}")
    for tree in scheme.trees:
        for code in tree.levels:
            if code not in levels:
                raise Fault(f"the tree “{tree.code}” names an unknown level “{code}”")
            if tree.levels.count(code) > 1:
                raise Fault(f"the tree “{tree.code}” names the level “{code}” twice")
    cells = [level.code for level in scheme.levels if "cell" in level.traits]
    if len(cells) != 1 or cells[0] not in mains[0].levels:
        raise Fault("exactly one level of the main tree must have the trait cell")
    if not any("acknowledges" in levels[code].traits for code in mains[0].levels):
        raise Fault("a level of the main tree must have the trait acknowledges")
    for post in scheme.posts:
        if post.level not in levels:
            raise Fault(f"the post “{post.code}” names an unknown level “{post.level}”")
        if post.wing is not None and post.wing not in wings:
            raise Fault(f"the post “{post.code}” names an unknown wing “{post.wing}”")
    leads = [post.level for post in scheme.posts if post.is_lead]
    for code in leads:
        if leads.count(code) > 1:
            raise Fault(f"the level “{code}” has more than one lead post")


def _level(entry: dict[str, Any], place: str) -> SchemeLevel:
    size = entry.get("group_size")
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or not 2 <= size <= 1000):
        raise Fault(f"{place}: group_size must be a whole number from 2 to 1000")
    return SchemeLevel(
        code=_text(entry, "code", place),
        names=_words(entry, "names", place),
        plural_names=_words(entry, "plural_names", place),
        traits=_texts(entry, "traits", place),
        group_size=size,
    )


def _tree(entry: dict[str, Any], place: str) -> SchemeTree:
    levels = _texts(entry, "levels", place)
    if not levels:
        raise Fault(f"{place}: levels must name at least one level")
    return SchemeTree(_text(entry, "code", place), _words(entry, "names", place), _flag(entry, "main", place), levels)


def _post(entry: dict[str, Any], place: str) -> SchemePost:
    rights = _texts(entry, "rights", place)
    for right in rights:
        if right not in CODES:
            raise Fault(f"{place}: unknown right “{right}”; known: {', '.join(sorted(CODES))}")
    return SchemePost(
        code=_text(entry, "code", place),
        level=_text(entry, "level", place),
        wing=_text(entry, "wing", place) if "wing" in entry else None,
        names=_words(entry, "names", place),
        rights=rights,
        is_lead=_flag(entry, "lead", place),
        is_single=_flag(entry, "single", place),
        strength=_count(entry, "strength", place),
        term_months=_count(entry, "term_months", place),
    )


def _count(entry: dict[str, Any], key: str, place: str) -> int | None:
    value = entry.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1000):
        raise Fault(f"{place}: {key} must be a whole number of at least 1")
    return value


def _entries(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    entries = table.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Fault(f"{key} must be written as [[{key}]] tables")
    return entries


def _text(entry: dict[str, Any], key: str, place: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Fault(f"{place}: {key} is missing or not a text")
    return value


def _texts(entry: dict[str, Any], key: str, place: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise Fault(f"{place}: {key} must be a list of texts")
    return tuple(value)


def _flag(entry: dict[str, Any], key: str, place: str) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise Fault(f"{place}: {key} must be true or false")
    return value


def _words(entry: dict[str, Any], key: str, place: str) -> Words:
    value = entry.get(key)
    if not isinstance(value, dict) or not value or not all(isinstance(v, str) and v.strip() for v in value.values()):
        raise Fault(f'{place}: {key} must give a text for each language, such as {{ hi = "…", en = "…" }}')
    return dict(value)

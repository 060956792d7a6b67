"""A pack as PDF: at most four sheets, whatever the unit."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from django.utils.translation import override

from pankti.base.actor import Actor
from pankti.base.words import in_language
from pankti.base.writing import write_day
from pankti.organisation.queries import get_organisation
from pankti.organisation.types import UnitView
from pankti.reviews.queries.pack import ROWS, Pack, build_pack

TEMPLATE = Path(__file__).parent / "pack.typ"
SHEETS = 4
_FONT = "built/console/letter-devanagari-400.ttf"


def write_sheets(actor: Actor, unit: UnitView, tongue: str) -> bytes:
    """The pack of a unit as PDF in one language. Where it would be longer than four sheets, its lists are shorter."""
    with override(tongue):
        rows = ROWS
        while True:
            said = say_pack(build_pack(actor, unit, tongue, rows=rows), tongue)
            if rows <= 2 or len(draw_sheets(said)) <= SHEETS:
                return set_sheets(said)
            rows //= 2


def say_pack(pack: Pack, tongue: str) -> dict[str, object]:
    """What the template is given: words only, so that none can be read as markup."""
    unit = in_language(pack.unit_names, tongue)
    return {
        "language": tongue,
        "organisation": in_language(get_organisation().names, tongue),
        "title": _("Review pack: %(unit)s") % {"unit": unit},
        "under": _("%(level)s · %(since)s – %(until)s")
        % {
            "level": in_language(pack.level_names, tongue),
            "since": write_day(pack.since),
            "until": write_day(pack.until),
        },
        "first": _("No review is on record before; the pack looks 90 days back.") if pack.is_first else "",
        "figures": [list(one) for one in pack.figures],
        "sections": [
            {
                "title": one.title,
                "header": list(one.header),
                "rows": [list(row) for row in one.rows],
                "text": one.text,
                "more": one.more,
                "empty": "" if one.rows or one.text else one.empty,
            }
            for one in pack.sections
        ],
        "page": _("Sheet"),
        "of": _("of"),
    }


def set_sheets(said: dict[str, object]) -> bytes:
    """The PDF."""
    return bytes(typst.compile(TEMPLATE, font_paths=_fonts(), sys_inputs=_inputs(said)))


def draw_sheets(said: dict[str, object], *, ppi: float = 8) -> list[bytes]:
    """Each sheet as a picture; small ones to count them by."""
    drawn = typst.compile(TEMPLATE, font_paths=_fonts(), sys_inputs=_inputs(said), format="png", ppi=ppi)
    return drawn if isinstance(drawn, list) else [drawn]


def _inputs(said: dict[str, object]) -> dict[str, str]:
    return {"pack": json.dumps(said, ensure_ascii=False)}


@lru_cache(maxsize=1)
def _folder() -> Path | None:
    collected = Path(settings.STATIC_ROOT) / _FONT
    if collected.is_file():
        return collected.parent
    found = finders.find(_FONT)
    return Path(found).parent if isinstance(found, str) else None


def _fonts() -> list[Path]:
    """Where the build left the fonts; none while nothing was built (typst then takes what it has)."""
    folder = _folder()
    return [folder] if folder else []

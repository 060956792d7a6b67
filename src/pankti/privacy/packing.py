"""A person's data as a file to take along: JSON for machines, a page to read, and their photo."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from pankti.base.personal import Section
from pankti.base.words import in_language
from pankti.base.writing import write_day, write_moment

_PAGE = """<!doctype html>
<html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{}</title><style>
body{{font:16px/1.6 "Noto Sans Devanagari",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse;width:100%}}
th,td{{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}}
</style></head><body><h1>{}</h1><p>{}</p>{}</body></html>
"""


def pack(sections: Sequence[Section], *, language: str, at: datetime) -> bytes:
    """A ZIP with ``data.json``, ``data.html`` and ``files/``."""
    told = [{"title": str(s.title), "rows": [dict(row) for row in s.rows]} for s in sections]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "data.json",
            json.dumps({"made_at": at.isoformat(), "sections": told}, ensure_ascii=False, indent=1, default=_plain),
        )
        packed.writestr("data.html", _page(sections, language, at))
        for section in sections:
            for name, content in section.files.items():
                packed.writestr(f"files/{name}", content)
    return stream.getvalue()


def read_sections(sections: Sequence[Section], language: str, most: int) -> list[dict[str, object]]:
    """The same as plain words for a screen: title, heads, the first ``most`` rows of each, and how many there are."""
    told: list[dict[str, object]] = []
    for section in sections:
        heads = list(dict.fromkeys(str(name) for row in section.rows for name in row))
        rows = [{str(name): value for name, value in row.items()} for row in section.rows[:most]]
        told.append(
            {
                "title": str(section.title),
                "heads": heads,
                "rows": [[_readable(row.get(name), language) for name in heads] for row in rows],
                "count": len(section.rows),
            }
        )
    return told


def _page(sections: Sequence[Section], language: str, at: datetime) -> str:
    parts = format_html_join("", "<h2>{}</h2>{}", ((s.title, _table(s, language)) for s in sections))
    title = _("What this organisation keeps of you")
    return format_html(_PAGE, language, title, title, write_moment(at), parts)


def _table(section: Section, language: str) -> str:
    if not section.rows:
        return format_html("<p>{}</p>", _("Nothing."))
    heads = list(dict.fromkeys(name for row in section.rows for name in row))
    body = format_html_join(
        "",
        "<tr>{}</tr>",
        (
            (format_html_join("", "<td>{}</td>", ((_readable(row.get(name), language),) for name in heads)),)
            for row in section.rows
        ),
    )
    return format_html(
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        format_html_join("", "<th>{}</th>", ((name,) for name in heads)),
        body,
    )


def _readable(value: object, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return write_moment(value)
    if isinstance(value, date):
        return write_day(value)
    if isinstance(value, dict) and {*value} <= {"hi", "en"}:
        return in_language(value, language)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)

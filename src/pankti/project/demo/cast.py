"""People to sign in as: a line of leads from the top to one last unit, and a stranger from another branch."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from pankti.access.models import Account
from pankti.base.actor import SYSTEM
from pankti.base.words import Words
from pankti.people.actions.set_phone import set_phone

FIRST_PHONE = 9_000_000_001
FILE = "demo-hints.json"
_PASSWORD_WORDS = ("neem", "kamal", "dhaan", "sarson", "genda", "mor", "hans", "koyal", "nadi", "taal", "bagh", "megh")


@dataclass(frozen=True, slots=True)
class Lead:
    """A filled lead post and its holder."""

    appointment_id: UUID
    person_id: UUID
    person_names: Words
    post_names: Words
    unit_id: UUID
    unit_names: Words
    path: str


_LEADS = """
SELECT DISTINCT ON (pl.path) a.id, a.person_id, p.names, po.names, u.id, u.names, pl.path
FROM organisation_placement pl
JOIN organisation_unit u ON u.id = pl.unit_id
JOIN organisation_appointment a ON a.unit_id = u.id AND a.ended_at IS NULL
JOIN organisation_post po ON po.code = a.post_id AND po.is_lead
JOIN people_person p ON p.id = a.person_id
WHERE pl.tree_id = (SELECT code FROM organisation_tree WHERE is_main) AND pl.ended_on IS NULL AND {where}
ORDER BY pl.path, a.id
"""

_LAST = """
SELECT pl.path FROM organisation_placement pl
WHERE pl.tree_id = (SELECT code FROM organisation_tree WHERE is_main) AND pl.ended_on IS NULL
  AND pl.level_id = ANY(ARRAY(SELECT code FROM organisation_level WHERE 'acknowledges' = ANY(traits)))
  AND EXISTS (SELECT FROM organisation_appointment a WHERE a.unit_id = pl.unit_id AND a.ended_at IS NULL)
ORDER BY pl.path LIMIT 1
"""


def give_cast() -> list[dict[str, object]]:
    """Fixed numbers for the cast and fresh passwords for its offices; written to DATA_DIR and returned."""
    hints: list[dict[str, object]] = []
    line = find_line()
    for number, lead in enumerate(line):
        is_last = lead is line[-1]
        hints.append(_give(lead, number, is_stranger=False, has_console=not is_last))
    if stranger := _stranger(line):
        hints.append(_give(stranger, len(line), is_stranger=True, has_console=True))
    write_hints(hints)
    return hints


def hints_path() -> Path:
    return Path(settings.DATA_DIR) / FILE


def write_hints(hints: list[dict[str, object]]) -> None:
    path = hints_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(hints, ensure_ascii=False, indent=1), encoding="utf-8")
    path.chmod(0o600)


def read_hints() -> list[dict[str, object]]:
    """The cast as it was given; empty where the file is gone."""
    try:
        hints: list[dict[str, object]] = json.loads(hints_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return hints


def find_line() -> list[Lead]:
    """Leads from the top down to the first last unit that has a holder."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        row = cursor.fetchone()
    if not row or not row[0]:
        return []
    path = row[0]
    paths = [path[:end] for end in range(5, len(path) + 1, 5)]
    return _read("pl.path = ANY(%s)", [paths])


def _stranger(line: list[Lead]) -> Lead | None:
    """The lead of a unit beside the line: as low as the level two above the last, as high as there is one."""
    for lead in reversed(line[1:-2]):
        above = lead.path[:-5]
        beside = _read(
            "pl.path > %s AND pl.path < %s || 'g' AND length(pl.path) = %s", [lead.path + "g", above, len(lead.path)]
        )
        if beside:
            return beside[0]
    return None


def _read(where: str, values: list[str | int | list[str]]) -> list[Lead]:
    with connection.cursor() as cursor:
        cursor.execute(_LEADS.format(where=where), values)
        return [
            Lead(row[0], row[1], _json(row[2]), _json(row[3]), row[4], _json(row[5]), row[6])
            for row in cursor.fetchall()
        ]


def _json(value: object) -> Words:
    words: Words = json.loads(value) if isinstance(value, str) else value  # type: ignore[assignment]
    return words


def _give(lead: Lead, number: int, *, is_stranger: bool, has_console: bool) -> dict[str, object]:
    phone = f"+91{FIRST_PHONE + number}"
    set_phone(actor=SYSTEM, person_id=lead.person_id, phone=phone)
    password = None
    if has_console:
        password = (
            f"{secrets.choice(_PASSWORD_WORDS)}-{secrets.choice(_PASSWORD_WORDS)}-{secrets.randbelow(9000) + 1000}"
        )
        account, _ = Account.objects.get_or_create(person_id=lead.person_id)
        account.set_password(password)
        account.save(update_fields=["password"])
    role = {code: lead.post_names.get(code, "") for code in ("hi", "en")}
    if is_stranger:
        role = {"hi": f"{role['hi']} (दूसरी शाखा)", "en": f"{role['en']} (another branch)"}
    return {
        "role": role["en"],
        "roles": role,
        "names": lead.person_names,
        "unit": lead.unit_names,
        "phone": phone,
        "password": password,
    }

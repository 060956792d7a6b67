from __future__ import annotations

import csv
import io
from uuid import UUID

from pankti.base.actor import Actor
from pankti.organisation.actions.import_units import MANAGE
from pankti.organisation.errors import CodesUnknown
from pankti.organisation.models import Placement
from pankti.organisation.queries import get_main_tree

MOST = 20_000


def find_by_codes(*, actor: Actor, tree: str, text: str) -> tuple[UUID, ...]:
    """The units of ``tree`` that a list of codes names: the first column of a CSV, one to a line, a header or none.

    All or nothing: raises CodesUnknown with those that no unit, or more than one, within the actor's right has.
    """
    codes = list(dict.fromkeys(row[0].strip() for row in csv.reader(io.StringIO(text)) if row and row[0].strip()))
    if not codes:
        return ()
    rows = Placement.objects.filter(tree=tree, ended_on=None, unit__code__in=codes[:MOST])
    found: dict[str, list[tuple[UUID, str]]] = {}
    for code, unit, path in rows.values_list("unit__code", "unit_id", "path"):
        found.setdefault(code, []).append((unit, path))
    if tree == get_main_tree().code and not actor.is_system:
        found = {code: [one for one in those if actor.may(MANAGE, one[1])] for code, those in found.items()}
    unknown = [code for code in codes if len(found.get(code, ())) != 1]
    if unknown and unknown[0] == codes[0] and len(codes) > 1 and codes[0].lower() in _HEADERS:
        codes, unknown = codes[1:], unknown[1:]
    if unknown or len(codes) > MOST:
        raise CodesUnknown(codes=", ".join(unknown[:5]) or "…")
    return tuple(found[code][0][0] for code in codes)


_HEADERS = frozenset({"code", "codes", "unit", "unit_code", "कोड"})

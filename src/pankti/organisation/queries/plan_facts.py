"""What a plan is checked against, read in a handful of queries however many units it names."""

from __future__ import annotations

from collections.abc import Sequence

from pankti.organisation.models import Level, Placement, Tree, TreeLevel, Unit
from pankti.organisation.reorganising.facts import Facts, Place, UnitFact
from pankti.organisation.reorganising.sketch import list_named
from pankti.organisation.reorganising.steps import Step, Verb
from pankti.organisation.types import prefixes_of

_ENDING = frozenset({Verb.MERGE, Verb.SPLIT, Verb.CLOSE})


def read_facts(steps: Sequence[Step]) -> Facts:
    """The named units, all above them in every tree, and what hangs right under those that end or are split."""
    ranks: dict[str, dict[str, int]] = {}
    for one in TreeLevel.objects.select_related("tree").order_by("tree__rank", "rank"):
        ranks.setdefault(one.tree_id, {})[one.level_id] = one.rank
    facts = Facts(
        main=Tree.objects.values_list("code", flat=True).get(is_main=True),
        cell_level=Level.objects.filter(traits__contains=["cell"]).values_list("code", flat=True).get(),
        ranks=ranks,
    )
    ending = {step.unit_id for step in steps if step.verb in _ENDING}
    current = Placement.objects.filter(ended_on=None)
    wanted = list_named(steps)
    for row in current.filter(parent__in=ending).order_by("path"):
        if row.parent_id is not None:
            spot = (row.tree_id, row.parent_id)
            facts.children[spot] = (*facts.children.get(spot, ()), row.unit_id)
            wanted.add(row.unit_id)
    above: dict[str, set[str]] = {}
    for row in current.filter(unit__in=wanted):
        _keep(facts, row)
        above.setdefault(row.tree_id, set()).update(prefixes_of(row.path))
    for tree, paths in above.items():
        for row in current.filter(tree=tree, path__in=paths):
            _keep(facts, row)
    # Rights over what hangs in another tree alone are asked at the nearest unit above that the main tree has.
    beside = {unit for tree, unit in facts.places if tree != facts.main}
    for row in current.filter(tree=facts.main, unit__in=beside):
        _keep(facts, row)
    units = wanted | {unit for _tree, unit in facts.places}
    for unit in Unit.objects.filter(id__in=units):
        facts.units[unit.id] = UnitFact(
            unit.id, unit.level_id, unit.names, unit.source, unit.code, unit.cell, unit.closed_on is not None
        )
    codes = {step.code.strip() for step in steps} | {part.code.strip() for step in steps for part in step.parts}
    facts.taken = set(Unit.objects.filter(code__in=codes - {""}).values_list("source", "level_id", "code"))
    return facts


def _keep(facts: Facts, row: Placement) -> None:
    facts.places[row.tree_id, row.unit_id] = Place(row.parent_id, row.path, row.began_on)

"""A running directive stays in somebody's hands when its unit is merged away."""

from __future__ import annotations

import pytest

from pankti.base.errors import OutOfReach
from pankti.cascade.queries import get_dispatch
from pankti.directives.actions.change import withdraw_directive
from pankti.directives.models import Directive
from tests.makers.directives import make_directive
from tests.makers.organisation import actor_of, make_appointment, make_cast
from tests.makers.plans import merge, part, reorganise, split

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_merged_unit_issued_is_the_heirs_to_take_back() -> None:
    cast = make_cast()
    directive = make_directive(cast.officer, roots=[cast.middle])
    heirs = make_appointment(unit=cast.other_middle)
    with pytest.raises(OutOfReach):
        withdraw_directive(actor=actor_of(heirs), directive_id=directive, reason="no")
    reorganise(merge(cast.middle, into=cast.other_middle))
    row = Directive.objects.get(id=directive)
    assert row.by_unit_id == cast.other_middle.id
    assert set(row.audience["roots"]) == {str(booth.id) for booth in cast.booths}
    assert get_dispatch(directive).by_unit_id == cast.other_middle.id
    withdraw_directive(actor=actor_of(heirs), directive_id=directive, reason="merged")
    assert Directive.objects.get(id=directive).state == "withdrawn"


def test_a_split_unit_is_named_with_its_parts() -> None:
    cast = make_cast()
    directive = make_directive(cast.officer, roots=[cast.middle])
    new = part("M9", cast.booths[0])
    reorganise(split(cast.middle, new))
    assert set(Directive.objects.get(id=directive).audience["roots"]) == {str(cast.middle.id), str(new.unit_id)}

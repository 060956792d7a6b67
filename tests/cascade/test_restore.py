"""Restored into another cluster: what was folded stays folded, what waited is folded, phones pull afresh."""

from __future__ import annotations

import pytest

from pankti.cascade.models import FoldPosition
from pankti.cascade.queries import get_dispatch, get_tally
from pankti.fieldsync.models import Epoch
from tests.makers.access import sign_in_device
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import make_appointment, make_cast
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_restore_elsewhere_folds_what_waited_once_and_makes_phones_pull_afresh() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    waiting, fresh = make_appointment(unit=cast.booths[1]), make_appointment(unit=cast.booths[2])
    client, _token = sign_in_device(cast.worker.person)
    phone = Phone(client)
    phone.sync()
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()
    give(waiting, make_command(dispatch_id=dispatch_id, appointment=waiting))
    before = Epoch.objects.values_list("n", flat=True).first() or 1

    FoldPosition.objects.update(cluster="7000000000000000000")
    give(fresh, make_command(dispatch_id=dispatch_id, appointment=fresh))  # before the roll-up runs here at all
    fold_all()

    assert get_tally(get_dispatch(dispatch_id), cast.top.id).acknowledged == 3
    assert FoldPosition.objects.get().cluster != "7000000000000000000"
    assert Epoch.objects.get().n == before + 1
    phone.sync()
    assert phone.was_full
    fold_all()
    assert Epoch.objects.get().n == before + 1
    assert get_tally(get_dispatch(dispatch_id), cast.top.id).acknowledged == 3

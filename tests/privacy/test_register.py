"""The register as people read it, and what goes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pankti.access.models import Delegation, Device, Invitation
from pankti.audit.actions.record import record
from pankti.audit.models import Event
from pankti.base.actor import Actor
from pankti.base.clock import frozen, now
from pankti.base.personal import list_tables
from pankti.privacy.actions import forget
from pankti.privacy.actions.forget import apply_retention
from tests.makers.access import english_client, sign_in_device
from tests.makers.organisation import make_cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "words"), [("en", "What we keep about you"), ("hi", "<h1>")])
def test_anyone_reads_what_is_kept(language: str, words: str) -> None:
    page = Client().get("/privacy/", headers={"Accept-Language": language}).content.decode()
    assert words in page
    assert page.count("<tr>") > 20


def test_everyone_signed_in_reads_the_whole_register() -> None:
    cast = make_cast()
    page = english_client(cast.worker.person).get("/console/register/", headers={"Accept-Language": "en"})
    text = page.content.decode()
    for table in list_tables():
        assert table.model in text or not table.personal, table.model


def test_what_is_over_goes_in_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    monkeypatch.setattr(forget, "BATCH", 2)
    for _n in range(5):
        sign_in_device(cast.worker.person)
    Device.objects.update(revoked_at=now())
    sign_in_device(cast.worker.person)
    Invitation.objects.create(
        token_hash=b"x", post=cast.worker.post, unit=cast.booths[0], made_by=cast.officer.person, expires_at=now()
    )
    Delegation.objects.create(
        right="directive.view",
        unit=cast.middle,
        person=cast.worker.person,
        given_by=cast.officer.person,
        until=now() + timedelta(days=1),
    )
    with frozen(now() + timedelta(days=364)):
        assert apply_retention() == {}
    with frozen(now() + timedelta(days=370)):
        assert apply_retention() == {"access.devices": 5, "access.invitations": 1, "access.delegations": 1}
        assert apply_retention() == {}
    assert Device.objects.count() == 1
    assert Event.objects.filter(type="privacy.retention.applied").count() == 3


def test_addresses_go_after_the_law_s_year_and_not_before() -> None:
    actor = Actor(person_id=make_cast().officer.person_id, address="192.0.2.9")
    with frozen(now() - timedelta(days=367)):
        record(actor=actor, type="access.session.opened")
    with frozen(now() - timedelta(days=364)):
        record(actor=actor, type="access.session.opened")
    assert apply_retention() == {"audit.addresses": 1}
    addresses = Event.objects.filter(type="access.session.opened").order_by("at").values_list("address", flat=True)
    assert list(addresses) == ["", "192.0.2.9"]

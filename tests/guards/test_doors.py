"""Who may enter where: every address is listed here or beside, and the listed refusals are tried.

A new door fails ``test_every_door_is_listed`` until its line stands in ``DOORS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.guards import doors_of_meetings
from tests.guards.doors import Door, Sample, Who, also, anyone, bearer, board, board_along, holder, only, own, signed_in
from tests.guards.samples import (
    a_phone,
    a_post,
    a_worker,
    alike,
    drafted,
    erasure_asked,
    invited,
    issued,
    joined,
    known,
    lent,
    ordered,
    planned,
    reconstituted,
    ruled,
)
from tests.makers.access import console_client
from tests.makers.organisation import RIGHTS, Cast, make_cast

UNKNOWN = UUID("00000000-0000-7000-8000-000000000000")

DOORS: dict[str, Door] = {
    **doors_of_meetings.DOORS,
    # access
    "console/sign-in/": anyone("the way in"),
    "console/sign-out/": signed_in("POST"),
    "console/account/": signed_in(),
    "console/account/language/": signed_in("POST"),
    "console/account/password/": signed_in("POST"),
    "console/account/devices/<uuid:device_id>/end/": signed_in("POST"),
    "console/sign-in/second/": signed_in("GET", "POST"),
    "console/sign-in/forgotten/": anyone("the way in; limits in access.limits", "GET", "POST"),
    "console/sign-in/forgotten/code/": anyone("the way in; limits in access.limits", "POST"),
    "console/sign-in/forgotten/new/": anyone("the way in, for who has just shown a number", "GET", "POST"),
    "console/sign-in/passkey/begin/": anyone("the way in: a challenge, the same for everybody", "POST"),
    "console/sign-in/passkey/": anyone("the way in: a challenge signed by a passkey", "POST"),
    "console/account/sessions/<uuid:session_id>/end/": signed_in("POST"),
    "console/account/sessions/end-others/": signed_in("POST"),
    "console/account/confirm/": signed_in("GET", "POST"),
    "console/account/who-sees-me/": signed_in(),
    "console/delegations/": signed_in(),
    "console/delegations/new/": signed_in("GET", "POST"),
    "console/delegations/<uuid:delegation_id>/end/": also(
        ["worker"], "whoever holds a loan may give it back", holder("answer.give", "POST", delegation_id=lent)
    ),
    "console/account/security/": signed_in(),
    "console/account/security/set-up/": signed_in("GET", "POST"),
    "console/account/security/app/remove/": signed_in("POST"),
    "console/account/security/recovery/": signed_in("POST"),
    "console/account/security/recovery/file/": signed_in("POST"),
    "console/account/security/passkeys/begin/": signed_in("POST"),
    "console/account/security/passkeys/": signed_in("POST"),
    "console/account/security/passkeys/<uuid:passkey_id>/name/": signed_in("POST"),
    "console/account/security/passkeys/<uuid:passkey_id>/remove/": signed_in("POST"),
    "console/people/<uuid:person_id>/sign-ins/": holder("people.manage", person_id=a_worker),
    "console/people/<uuid:person_id>/sign-ins/renew/": holder("people.manage", "POST", person_id=a_worker),
    "console/people/<uuid:person_id>/sign-ins/end/": holder("people.manage", "POST", person_id=a_worker),
    "console/people/<uuid:person_id>/sign-ins/devices/<uuid:device_id>/end/": holder(
        "people.manage", "POST", person_id=a_worker, device_id=a_phone
    ),
    "api/v1/devices": bearer(),
    "api/v1/who-sees-me": bearer(),
    "api/v1/devices/<device_id>/end": bearer("POST"),
    "console/invitations/": holder("people.manage"),
    "console/invitations/new/": holder("people.manage", "GET", "POST"),
    "console/invitations/<uuid:invitation_id>/revoke/": holder("people.manage", "POST", invitation_id=invited),
    "console/invitations/<uuid:invitation_id>/undo/": only(  # nobody has taken it: there is nothing to undo
        [], holder("people.manage", "GET", "POST", invitation_id=invited)
    ),
    "i/<str:token>/": anyone("the link of an invitation: the same answer to all"),
    "invitation/": anyone("whoever holds an invitation's link; limits in access.limits", "GET", "POST"),
    "invitation/take/": anyone("as above: name, number and its code", "POST"),
    "invitation/welcome/": anyone("who has just taken an invitation in this browser; 404 to others", "GET", "POST"),
    "api/v1/sign-in/code": anyone("the way in; limits in access.limits", "POST"),
    "api/v1/sign-in": anyone("the way in; limits in access.limits", "POST"),
    "api/v1/sign-in/invited": anyone("the way in, for who has just taken an invitation in this browser", "POST"),
    "api/v1/my-data": bearer(),
    "api/v1/my-data/code": bearer("POST"),
    "api/v1/my-data/exports": bearer("POST"),
    "api/v1/my-data/exports/<export_id>/confirm": bearer("POST"),
    "api/v1/my-data/exports/<export_id>/file": bearer(),
    "api/v1/my-data/erasures": bearer("POST"),
    "api/v1/my-data/erasures/<erasure_id>/confirm": bearer("POST"),
    "api/v1/my-data/erasures/<erasure_id>/call-off": bearer("POST"),
    "api/v1/sign-out": bearer("POST"),
    # the audit
    "console/audit/": holder("audit.view"),
    "console/audit/mine/": signed_in(),
    "console/audit/about/<slug:kind>/<uuid:subject_id>/": holder(
        "audit.view", kind=lambda _cast: "unit", subject_id="middle"
    ),
    "console/audit/of/<slug:kind>/<slug:code>/": only(
        ["chief"], holder("audit.view", kind=lambda _cast: "post", code=a_post)
    ),
    "console/audit/by/<uuid:person_id>/": own(holder("audit.view", person_id=known)),
    "console/audit.csv": holder("audit.view"),
    # privacy
    "privacy/": anyone("what is kept of people, in plain words; no data"),
    "console/register/": signed_in(),
    "console/account/data/": signed_in(),
    "console/account/data/export/": signed_in("POST"),
    "console/account/data/export/<uuid:export_id>/": signed_in("GET", "POST"),
    "console/account/data/export/<uuid:export_id>/file/": signed_in(),
    "console/account/data/erase/": signed_in("GET", "POST"),
    "console/erasures/": holder("people.manage"),
    "console/erasures/<uuid:erasure_id>/": own(holder("people.manage", "GET", "POST", erasure_id=erasure_asked)),
    "console/erasures/<uuid:erasure_id>/call-off/": own(holder("people.manage", "POST", erasure_id=erasure_asked)),
    "console/people/<uuid:person_id>/erase/": own(holder("people.manage", "GET", "POST", person_id=known)),
    # base and project
    "media/<str:sha256>": anyone("the address itself is signed and expires"),
    "api/v1/openapi.json": anyone("the description of the API"),
    "api/v1/": anyone("answers 404; the documentation page is switched off"),
    "healthz": anyone("alive, says nothing else"),
    "readyz": anyone("ready, says nothing else"),
    "metrics": anyone("local callers or a token of its own; see project.health"),
    # console
    "": anyone("the public page"),
    "language/": anyone("a cookie of one's own browser", "POST"),
    "console/": signed_in(),
    "console/reorganise/": holder("organisation.manage"),
    "console/reorganise/new/": holder("organisation.manage", "GET", "POST"),
    "console/reorganise/<uuid:plan_id>/": holder("organisation.manage", "GET", "POST", plan_id=planned),
    "console/reorganise/<uuid:plan_id>/step/": holder("organisation.manage", "GET", "POST", plan_id=planned),
    "console/reorganise/<uuid:plan_id>/preview/": holder("organisation.manage", plan_id=planned),
    "console/units/<uuid:unit_id>/past/": holder("directive.view", unit_id="middle"),
    "app": anyone("leads to the field app"),
    "app/": anyone("the field app's own page, without data"),
    "app/<path:name>": anyone("the field app's files, without data"),
    # teams and posts
    "console/posts/": only(["chief"], holder("organisation.manage")),
    "console/posts/new/": only(["chief"], holder("organisation.manage", "GET", "POST")),
    "console/posts/overfull/": only(["chief"], holder("organisation.manage", "POST")),
    "console/posts/<slug:code>/": only(["chief"], holder("organisation.manage", "GET", "POST", code=a_post)),
    "console/posts/<slug:code>/retire/": only(["chief"], holder("organisation.manage", "POST", code=a_post)),
    "console/skills/": only(["chief"], holder("organisation.manage")),
    "console/skills/new/": only(["chief"], holder("organisation.manage", "GET", "POST")),
    "console/skills/<slug:code>/": only([], holder("organisation.manage", "GET", "POST")),  # there is no skill
    "console/wings/new/": only(["chief"], holder("organisation.manage", "GET", "POST")),
    "console/wings/<slug:code>/": only([], holder("organisation.manage", "GET", "POST")),  # there is no wing
    "console/teams/": holder("people.view"),
    "console/units/<uuid:unit_id>/team/": holder("people.view", unit_id="middle"),
    "console/units/<uuid:unit_id>/team/appoint/": holder("people.manage", "GET", "POST", unit_id="middle"),
    "console/units/<uuid:unit_id>/team/<slug:post>/": holder("people.view", unit_id="middle", post=a_post),
    "console/units/<uuid:unit_id>/team/<slug:post>/strength/": holder(
        "organisation.manage", "POST", unit_id="middle", post=a_post
    ),
    "console/units/<uuid:unit_id>/strength/": holder("people.view", unit_id="middle"),
    "console/units/<uuid:unit_id>/strength.csv": holder("people.view", unit_id="middle"),
    "console/units/<uuid:unit_id>/vacancies/": holder("people.view", unit_id="middle"),
    "console/units/<uuid:unit_id>/vacancies.csv": holder("people.view", unit_id="middle"),
    "console/units/<uuid:unit_id>/activity/": holder("people.view", unit_id="middle"),
    "console/units/<uuid:unit_id>/reconstitutions/": holder("people.manage", "GET", "POST", unit_id="middle"),
    "console/reconstitutions/<uuid:reconstitution_id>/": holder("people.manage", reconstitution_id=reconstituted),
    "console/reconstitutions/<uuid:reconstitution_id>/announce/": only(  # it is still a draft: nothing to announce
        [], holder("people.manage", "POST", reconstitution_id=reconstituted)
    ),
    "console/people/<uuid:person_id>/posts/": also(
        ["worker"], "one's own posts", holder("people.view", person_id=a_worker)
    ),
    "console/appointments/<uuid:appointment_id>/": also(
        ["worker"], "one's own appointment", holder("people.view", appointment_id="worker")
    ),
    "console/appointments/<uuid:appointment_id>/<slug:doing>/": also(
        ["worker"],
        "one may step down",
        holder("people.manage", "GET", "POST", appointment_id="worker", doing=lambda _cast: "end"),
    ),
    "console/orders/<uuid:order_id>/<slug:tongue>.pdf": also(
        ["worker"],
        "one's own letter",
        holder("people.view", order_id=ordered, tongue=lambda _cast: "en"),
    ),
    # people
    "console/people/": holder("people.view"),
    "console/people/new/": holder("people.manage", "GET", "POST"),
    "console/people/hints/": holder("people.manage"),
    "console/people/pairs/": holder("people.manage"),
    "console/people/pairs/<uuid:pair_id>/": holder("people.manage", "POST", pair_id=alike),
    "console/people/import/": holder("people.manage", "GET", "POST"),
    "console/people/export.csv": holder("people.export"),
    "console/people/<uuid:person_id>/": own(holder("people.view", person_id=known)),
    "console/people/<uuid:person_id>/change/": own(holder("people.manage", "GET", "POST", person_id=known)),
    "console/people/<uuid:person_id>/contacts/": own(holder("people.manage", "GET", "POST", person_id=known)),
    "console/people/<uuid:person_id>/home/": holder("people.manage", "GET", "POST", person_id=known),
    "console/people/<uuid:person_id>/name/": own(holder("people.manage", "POST", person_id=known)),
    "console/people/<uuid:person_id>/merge/<uuid:other_id>/": holder(
        "people.manage", "GET", "POST", person_id=known, other_id=lambda cast: cast.colleague.person_id
    ),
    "console/people/<uuid:person_id>/merges/<uuid:merge_id>/undo/": holder(
        "people.manage", "POST", person_id=known, merge_id=joined
    ),
    # directives
    "console/directives/": holder("directive.view"),
    "console/directives/new/": holder("directive.issue"),
    "console/directives/<uuid:directive_id>/": holder("directive.view", directive_id=issued),
    "console/directives/<uuid:directive_id>/edit/": only(
        ["officer"], holder("directive.issue", "GET", "POST", directive_id=drafted)
    ),
    "console/directives/<uuid:directive_id>/count/": also(
        ["stranger_officer"],
        "it counts what the form says within one's own reach, and reads no draft",
        holder("directive.issue", "POST", directive_id=drafted),
    ),
    "console/directives/<uuid:directive_id>/issue/": only(
        ["officer"], holder("directive.issue", "GET", "POST", directive_id=drafted)
    ),
    "console/directives/<uuid:directive_id>/delete/": only(
        ["officer"], holder("directive.issue", "GET", "POST", directive_id=drafted)
    ),
    "console/directives/<uuid:directive_id>/correct/": holder("directive.issue", "GET", "POST", directive_id=issued),
    "console/directives/<uuid:directive_id>/withdraw/": holder("directive.issue", "GET", "POST", directive_id=issued),
    "console/directives/<uuid:directive_id>/close/": holder("directive.issue", "GET", "POST", directive_id=issued),
    "console/directives/<uuid:directive_id>/proofs/": holder("directive.issue", directive_id=issued),
    "console/directives/<uuid:directive_id>/proofs/<uuid:subject_id>/": holder(
        "directive.issue", "GET", "POST", directive_id=issued, subject_id=lambda cast: cast.booths[0].id
    ),
    "console/reminder-rules/": only(["chief"], holder("organisation.manage")),
    "console/reminder-rules/new/": only(["chief"], holder("organisation.manage", "GET", "POST")),
    "console/reminder-rules/<uuid:rule_id>/": only(
        ["chief"], holder("organisation.manage", "GET", "POST", rule_id=ruled)
    ),
    "console/reminder-rules/closing/": only(["chief"], holder("organisation.manage", "GET", "POST")),
    # insights
    "console/units/<uuid:unit_id>/": holder("directive.view", unit_id="middle"),
    "console/board/<uuid:dispatch_id>/": board(),
    "console/board/<uuid:dispatch_id>/<uuid:unit_id>/": board(),
    "console/board/<uuid:dispatch_id>/<uuid:unit_id>/silent/": board(),
    "console/board/<uuid:dispatch_id>/<uuid:unit_id>/who-answers/": board(),
    "console/board/<uuid:dispatch_id>/<uuid:unit_id>/trend/": board(),
    "console/board/<uuid:dispatch_id>/<uuid:unit_id>/curve.json": board(),
    "console/board/<uuid:dispatch_id>/<uuid:unit_id>/map.json": board(),
    "console/board/<uuid:dispatch_id>/<uuid:unit_id>/children.csv": board(),
    "console/board/<uuid:dispatch_id>/<uuid:unit_id>/silent.csv": board(),
    "console/board/<uuid:dispatch_id>/along/<slug:tree>/": board_along(),
    "console/board/<uuid:dispatch_id>/along/<slug:tree>/<uuid:unit_id>/": board_along(),
    "console/board/<uuid:dispatch_id>/along/<slug:tree>/<uuid:unit_id>/silent/": board_along(),
    "console/board/<uuid:dispatch_id>/along/<slug:tree>/<uuid:unit_id>/who-answers/": board_along(),
    "console/board/<uuid:dispatch_id>/along/<slug:tree>/<uuid:unit_id>/trend/": board_along(),
    "console/board/<uuid:dispatch_id>/along/<slug:tree>/<uuid:unit_id>/curve.json": board_along(),
    "console/board/<uuid:dispatch_id>/along/<slug:tree>/<uuid:unit_id>/map.json": board_along(),
    "console/board/<uuid:dispatch_id>/along/<slug:tree>/<uuid:unit_id>/children.csv": board_along(),
    "console/board/<uuid:dispatch_id>/along/<slug:tree>/<uuid:unit_id>/silent.csv": board_along(),
    # fieldsync
    "api/v1/sync": bearer("POST"),
    "api/v1/uploads": bearer("POST"),
    "api/v1/uploads/<uuid:upload_id>": bearer("PATCH"),
}


def walk(patterns: list[Any], above: str = "") -> Iterator[str]:
    for pattern in patterns:
        address = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address


def all_addresses() -> set[str]:
    return {a for a in walk(get_resolver().url_patterns) if not a.startswith("^")}


def fill(address: str, cast: Cast, sample: Sample) -> str:
    """A real address: named samples from the cast, else something of the right kind that nobody has."""

    def value(match: re.Match[str]) -> str:
        kind, _colon, name = match.group(1).rpartition(":")
        if name in sample:
            chosen = sample[name]
            return str(chosen(cast) if callable(chosen) else getattr(cast, chosen).id)
        return {"uuid": str(UNKNOWN), "int": "1"}.get(kind, "x")

    return "/" + re.sub(r"<([^>]+)>", value, address)


def ask(client: Client, method: str, address: str) -> Any:
    return client.generic(method, address, content_type="application/json", headers={"Accept-Language": "en"})


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_every_door_is_listed() -> None:
    addresses = all_addresses()
    unlisted = sorted(addresses - DOORS.keys())
    assert not unlisted, (
        f"New doors: {unlisted}. Add a line for each to DOORS in {__name__}: who may enter"
        " (anyone with a reason; signed_in; holder with its right and a sample of the cast; bearer) and its methods."
    )
    gone = sorted(DOORS.keys() - addresses)
    assert not gone, f"These doors are no more, take their lines away: {gone}"
    for address, door in DOORS.items():
        assert door.who is not Who.ANYONE or door.why, f"Say why anyone may enter {address}"
        assert door.who is not Who.HOLDER or door.right in RIGHTS, f"{address} asks for an unknown right {door.right}"


@dataclass(frozen=True)
class Knock:
    """One try of one door."""

    address: str
    method: str
    door: Door
    answer: Any

    def __str__(self) -> str:
        return f"{self.method} /{self.address}: {self.answer.status_code}"

    @property
    def text(self) -> str:
        parts = self.answer.streaming_content if self.answer.streaming else [self.answer.content]
        return b"".join(parts).decode(errors="replace")

    @property
    def leads_to_sign_in(self) -> bool:
        return bool(self.answer.get("Location", "").startswith("/console/sign-in/"))


def knocks(client: Client, cast: Cast, *kinds: Who, methods: tuple[str, ...] = ()) -> Iterator[Knock]:
    """Try every door of these kinds, each as if it were the first: what a try has written is taken back."""
    for address, door in DOORS.items():
        for method in door.methods if door.who in kinds else ():
            if methods and method not in methods:
                continue
            with transaction.atomic():
                yield Knock(address, method, door, ask(client, method, fill(address, cast, door.sample)))
                transaction.set_rollback(True)


@pytest.mark.django_db
def test_nobody_enters_without_signing_in(cast: Cast) -> None:
    tried = list(knocks(Client(), cast, Who.SIGNED_IN, Who.HOLDER))
    let_in = [str(k) for k in tried if k.answer.status_code != 302 or not k.leads_to_sign_in]
    assert not let_in, "Put @signed_in on these"


@pytest.mark.django_db
def test_phones_enter_by_token_only(cast: Cast) -> None:
    forged = Client(headers={"Authorization": "Bearer forged"})
    for caller in (Client(), forged, console_client(cast.chief.person)):
        for knock in knocks(caller, cast, Who.BEARER):
            assert knock.answer.status_code == 401, f"without a token {knock}"
            assert knock.answer["Content-Type"] == "application/problem+json"
            assert knock.method == "HEAD" or knock.answer.json()["code"] == "signed_out"


@pytest.mark.django_db
def test_open_doors_do_not_break(cast: Cast) -> None:
    for knock in knocks(Client(), cast, Who.ANYONE):
        assert knock.answer.status_code < 500 or knock.address == "readyz", f"broke: {knock}"
        assert not knock.leads_to_sign_in, f"not open to anyone: {knock}"

"""What a phone says before and after it is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from pankti.access.actions.devices import revoke_device, sign_out_device
from pankti.access.actions.send_code import send_code
from pankti.access.actions.sign_in_device import sign_in_device, sign_in_invited
from pankti.access.browsers import browser_of, give_mark, new_mark
from pankti.access.doors import Bearer, DeviceRequest
from pankti.access.errors import CodeExpired
from pankti.access.lending import list_watchers, right_names
from pankti.access.queries import get_me, list_devices
from pankti.access.sessions import take_welcome
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.http import client_address
from pankti.base.sight import Sight, go_on_as

router = Router(tags=["sign-in"])


class Problem(Schema):
    """RFC 9457: what went wrong, in the caller's language, with a stable code."""

    type: str
    title: str
    status: int
    code: str


class CodeWanted(Schema):
    phone: str


class CodeGiven(Schema):
    phone: str
    code: str
    device_name: str = ""
    person_id: UUID | None = None


class DeviceNamed(Schema):
    device_name: str = ""


class DeviceOut(Schema):
    id: UUID
    name: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


class SignedInOut(Schema):
    token: str
    device_id: UUID
    me: dict[str, Any]


class WatcherOut(Schema):
    """One holder whose right reaches the asker; ``until`` is set where the right is lent."""

    unit_names: dict[str, str]
    level_names: dict[str, str]
    post_names: dict[str, str]
    person_names: dict[str, str]
    rights: list[str]
    until: datetime | None


@router.post("/sign-in/code", response={204: None, 422: Problem, 409: Problem, 429: Problem}, url_name="sign-in-code")
def ask_code(request: HttpRequest, response: HttpResponse, body: CodeWanted) -> Status[None]:
    """Send a one-time code, when the number belongs to somebody here; the answer is the same when it does not."""
    browser = browser_of(request)
    if not browser:
        mark, browser = new_mark()
        give_mark(response, mark)
    send_code(actor=_caller(request), phone=body.phone, browser=browser)
    return Status(204, None)


@router.post("/sign-in", response={200: SignedInOut, 409: Problem, 422: Problem}, url_name="sign-in")
def sign_in(request: HttpRequest, body: CodeGiven) -> dict[str, Any]:
    """Trade number and code for this phone's token, which is said only once.

    Where a family shares the number the answer is 409 ``whose_number`` with ``people``; ask again with ``person_id``.
    """
    done = sign_in_device(
        actor=_caller(request),
        phone=body.phone,
        code=body.code,
        browser=browser_of(request),
        device_name=body.device_name,
        person_id=body.person_id,
    )
    go_on_as(Sight(str(done.person_id)))
    return {"token": done.token, "device_id": done.device_id, "me": get_me(done.person_id)}


@router.post("/sign-in/invited", response={200: SignedInOut, 422: Problem}, url_name="sign-in-invited")
def sign_in_after_invitation(request: HttpRequest, body: DeviceNamed) -> dict[str, Any]:
    """The phone's token for whoever has just taken an invitation in this browser, once, within a quarter of an hour.

    The browser's session says who; anybody else gets 422 ``code_expired`` and signs in with a code.
    """
    person_id = take_welcome(request)
    if person_id is None:
        raise CodeExpired
    done = sign_in_invited(
        actor=_caller(request), person_id=person_id, browser=browser_of(request), device_name=body.device_name
    )
    go_on_as(Sight(str(done.person_id)))
    return {"token": done.token, "device_id": done.device_id, "me": get_me(done.person_id)}


@router.post("/sign-out", auth=Bearer(), response={204: None, 401: Problem}, url_name="sign-out")
def sign_out(request: HttpRequest) -> Status[None]:
    """End this phone's token. The phone drops what it stored."""
    known = cast("DeviceRequest", request)
    sign_out_device(actor=known.actor, device_id=known.device.device_id)
    return Status(204, None)


@router.get("/devices", auth=Bearer(), response={200: list[DeviceOut], 401: Problem}, url_name="devices")
def devices(request: HttpRequest) -> list[dict[str, Any]]:
    """The person's phones that are signed in, the latest used first; the asking one is marked."""
    known = cast("DeviceRequest", request)
    return [
        {
            "id": line.id,
            "name": line.name,
            "created_at": line.created_at,
            "seen_at": line.seen_at,
            "is_this": line.id == known.device.device_id,
        }
        for line in list_devices(known.device.person_id)
    ]


@router.post(
    "/devices/{device_id}/end",
    auth=Bearer(),
    response={204: None, 401: Problem, 404: Problem},
    url_name="end-device",
)
def end_device(request: HttpRequest, device_id: UUID) -> Status[None]:
    """Sign out one's own lost phone: it drops what it stored at its next contact."""
    known = cast("DeviceRequest", request)
    if all(line.id != device_id for line in list_devices(known.device.person_id)):
        raise OutOfReach
    revoke_device(actor=known.actor, device_id=device_id)
    return Status(204, None)


@router.get("/who-sees-me", auth=Bearer(), response={200: list[WatcherOut], 401: Problem}, url_name="who-sees-me-api")
def who_sees_me(request: HttpRequest) -> list[dict[str, Any]]:
    """Everybody whose right reaches the asker, from the top: where, who, by which post, and what they may do."""
    known = cast("DeviceRequest", request)
    return [
        {
            "unit_names": one.unit_names,
            "level_names": one.level_names,
            "post_names": one.post_names,
            "person_names": one.person_names,
            "rights": [str(name) for name in right_names(one)],
            "until": one.until,
        }
        for one in list_watchers(known.device.person_id)
    ]


def _caller(request: HttpRequest) -> Actor:
    return Actor(person_id=None, address=client_address(request))

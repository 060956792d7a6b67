"""What a phone says before and after it is signed in."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja import Router, Status

from pankti.access.actions.devices import revoke_device
from pankti.access.doors import Bearer, DeviceRequest

router = Router(tags=["sign-in"])


@router.post("/sign-out", auth=Bearer(), response={204: None}, url_name="sign-out")
def sign_out(request: HttpRequest) -> Status[None]:
    """End this phone's token. The phone drops what it stored."""
    known = cast("DeviceRequest", request)
    revoke_device(actor=known.actor, device_id=known.device.device_id)
    return Status(204, None)

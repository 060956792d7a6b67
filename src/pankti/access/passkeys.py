"""The ceremonies of passkeys (WebAuthn), done by ``fido2``: begin makes options and what to remember, finish checks.

A passkey belongs to the server's name; it must ask for finger, face or PIN (user verification): two factors in one.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from pankti.access.errors import PasskeyPlace, PasskeyRefused

LONGEST = 20_000
"""Signs in one text of an answer; real ones stay below a tenth of it."""

_BROKEN = (ValueError, LookupError, TypeError, AttributeError, struct.error, InvalidSignature)
"""What the library raises at answers that are cut, altered or not answers at all."""

Remembered = dict[str, Any]
"""The challenge and what was asked for, kept in the session between begin and finish."""


@dataclass(frozen=True, slots=True)
class Site:
    """For whom a passkey signs: the name, and the origin that the browser must have been on."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    credential_id: bytes
    credential: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A right signature; ``sign_count`` is what the key says of its uses."""

    credential_id: bytes
    sign_count: int
    owner: bytes


def site_of(request: HttpRequest) -> Site:
    """The name under which this page is open (one of PANKTI_ALLOWED_HOSTS). Raises PasskeyPlace for a bare address."""
    host = request.get_host()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if not has_name(request):
        raise PasskeyPlace
    return Site(name=name, origin=f"{request.scheme}://{host}")


def has_name(request: HttpRequest) -> bool:
    """Whether browsers keep passkeys for the address under which this page is open."""
    host = request.get_host()
    if host.startswith("["):
        return False
    try:
        ipaddress.ip_address(host.rsplit(":", 1)[0])
    except ValueError:
        return True
    return False


def begin_registration(
    site: Site, *, account_id: UUID, owner: str, known: Sequence[bytes]
) -> tuple[dict[str, Any], Remembered]:
    """Options for ``navigator.credentials.create``; keys in ``known`` are not taken twice."""
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=account_id.bytes, name=owner, display_name=owner),
        credentials=[AttestedCredentialData(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), dict(state)


def finish_registration(site: Site, remembered: Remembered, response: Mapping[str, Any]) -> NewPasskey:
    """The new key, when it answers our challenge from our page. Raises PasskeyRefused."""
    try:
        given = RegistrationResponse.from_dict(check_texts(response))
        done = _server(site).register_complete(remembered, given)
    except _BROKEN:
        raise PasskeyRefused from None
    data = done.credential_data
    if data is None:
        raise PasskeyRefused
    return NewPasskey(credential_id=data.credential_id, credential=bytes(data), sign_count=done.counter)


def begin_sign_in(site: Site, *, known: Sequence[bytes] = ()) -> tuple[dict[str, Any], Remembered]:
    """Options for ``navigator.credentials.get``; without ``known`` the browser offers what it has for this site."""
    options, state = _server(site).authenticate_begin(
        credentials=[AttestedCredentialData(one) for one in known] or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), dict(state)


def read_credential_id(response: Mapping[str, Any]) -> bytes:
    """Which key says that it signed. Raises PasskeyRefused."""
    return _read(response).raw_id


def finish_sign_in(site: Site, remembered: Remembered, response: Mapping[str, Any], *, credential: bytes) -> Signed:
    """Check the signature against the stored key. Raises PasskeyRefused."""
    given = _read(response)
    try:
        _server(site).authenticate_complete(remembered, [AttestedCredentialData(credential)], given)
    except _BROKEN:
        raise PasskeyRefused from None
    return Signed(
        credential_id=given.raw_id,
        sign_count=given.response.authenticator_data.counter,
        owner=given.response.user_handle or b"",
    )


def _read(response: Mapping[str, Any]) -> AuthenticationResponse:
    try:
        return AuthenticationResponse.from_dict(check_texts(response))
    except _BROKEN:
        raise PasskeyRefused from None


def check_texts(response: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same answer when all in it that the library decodes is short text. Raises ValueError.

    The library makes ``bytes`` of whatever stands there, and of a great number it makes that many zeros.
    """
    inside = response.get("response")
    if not isinstance(inside, Mapping):
        raise ValueError("no response")
    texts = [response.get(name) for name in ("id", "rawId", "type")] + [
        value for name, value in inside.items() if name != "transports"
    ]
    if not all(value is None or (isinstance(value, str) and len(value) <= LONGEST) for value in texts):
        raise ValueError("not text")
    return {name: response[name] for name in ("id", "rawId", "type", "response") if name in response}


def _server(site: Site) -> Fido2Server:
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=site.name, name="Pankti"), verify_origin=lambda origin: origin == site.origin
    )

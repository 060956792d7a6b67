"""Signed rooms: who follows the link is who the token names, and only the host leads."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from pankti.base.clock import frozen, now
from pankti.channels.adapters.jitsi.adapter import Jitsi
from pankti.channels.errors import NeverTry, SettingMissing, SettingUnreadable
from pankti.channels.practice import Practice
from pankti.channels.types import Guest, RoomOrder

SECRET = "a-shared-secret-of-forty-characters-or-so"


def order() -> RoomOrder:
    return RoomOrder("abcdef0123456789", "बैठक", now(), now() + timedelta(hours=1))


def test_the_host_is_moderator_and_the_others_are_not(practice: Practice) -> None:
    practice.jitsi.app_id, practice.jitsi.secret = "pankti", SECRET
    jitsi = Jitsi({"server": practice.address, "app_id": "pankti", "secret": SECRET})
    link = asyncio.run(jitsi.create(order())).link
    for guest in (Guest("आशा वर्मा", is_host=True), Guest("Rakesh")):
        asyncio.run(jitsi.opens(jitsi.join_link(link, guest)))
    assert practice.jitsi.entered["pankti-abcdef0123456789"] == [("आशा वर्मा", True), ("Rakesh", False)]


def test_a_token_opens_one_room_for_some_hours(practice: Practice) -> None:
    practice.jitsi.app_id, practice.jitsi.secret = "pankti", SECRET
    jitsi = Jitsi({"server": practice.address, "app_id": "pankti", "secret": SECRET})
    link = asyncio.run(jitsi.create(order())).link
    with frozen(datetime(2020, 1, 1, tzinfo=UTC)):
        old = jitsi.join_link(link, Guest("Rakesh"))
    asyncio.run(jitsi.opens(old))  # the page is there …
    assert "pankti-abcdef0123456789" not in practice.jitsi.entered  # … but the token let nobody in
    stolen = jitsi.join_link(link, Guest("Rakesh")).split("?")[1]
    asyncio.run(jitsi.opens(f"{practice.address}/another-room?{stolen}"))
    assert not practice.jitsi.entered


def test_a_private_key_signs_too() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    values = {
        "server": "https://meet.example.org",
        "app_id": "pankti",
        "secret": pem,
        "key_id": "pankti/1",
        "tenant": "t",
    }
    Jitsi.check_settings(values)
    jitsi = Jitsi(values)
    link = asyncio.run(jitsi.create(order())).link
    assert link == "https://meet.example.org/t/pankti-abcdef0123456789"
    token = jitsi.join_link(link, Guest("Asha", is_host=True)).split("jwt=")[1]
    claims = jwt.decode(token, public, algorithms=["RS256"], audience="jitsi", issuer="pankti")
    assert (claims["sub"], claims["room"]) == ("t", "pankti-abcdef0123456789")
    assert jwt.get_unverified_header(token)["kid"] == "pankti/1"


def test_without_a_secret_the_name_goes_along_unsigned() -> None:
    jitsi = Jitsi({"server": "https://meet.example.org/"})
    link = asyncio.run(jitsi.create(order())).link
    assert jitsi.join_link(link, Guest("A B")) == f"{link}#userInfo.displayName=%22A%20B%22"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({}, SettingMissing),
        ({"server": "http://meet.example.org"}, SettingUnreadable),
        ({"server": "https://user:word@meet.example.org"}, SettingUnreadable),
        ({"server": "https://meet.example.org", "prefix": "a b"}, SettingUnreadable),
        ({"server": "https://meet.example.org", "secret": SECRET}, SettingMissing),
        ({"server": "https://meet.example.org", "secret": "short", "app_id": "a"}, SettingUnreadable),
        (
            {"server": "https://meet.example.org", "secret": "-----BEGIN PRIVATE KEY-----", "app_id": "a"},
            SettingUnreadable,
        ),
    ],
)
def test_settings_that_cannot_work_are_refused(values: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        Jitsi.check_settings(values)


def test_a_server_that_is_gone(practice: Practice) -> None:
    with pytest.raises(NeverTry, match="room_gone"):
        asyncio.run(Jitsi({"server": practice.address}).opens(f"{practice.address}/j/404"))

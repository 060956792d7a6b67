from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from PIL import Image

from pankti.base.files import path_of
from pankti.base.models import StoredFile
from tests.makers.access import sign_in_device
from tests.makers.organisation import make_cast

pytestmark = pytest.mark.django_db(transaction=True)
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def _media(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def photo(width: int = 40, height: int = 30) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 60)).save(out, "JPEG")
    return out.getvalue()


def begin(client: Client, body: bytes, sha256: str | None = None) -> Any:
    claimed = sha256 or hashlib.sha256(body).hexdigest()
    pairs = {"filetype": "image/jpeg", "sha256": claimed}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    return client.post("/api/v1/uploads", headers={**TUS, "Upload-Length": str(len(body)), "Upload-Metadata": metadata})


def patch(client: Client, url: str, offset: int, piece: bytes) -> Any:
    return client.patch(
        url, piece, content_type="application/offset+octet-stream", headers={**TUS, "Upload-Offset": str(offset)}
    )


def test_a_photo_goes_up_in_pieces_and_is_kept_under_its_hash() -> None:
    cast = make_cast()
    client, _ = sign_in_device(cast.worker.person)
    body = photo()
    url = begin(client, body)["Location"]

    assert patch(client, url, 0, body[:100])["Upload-Offset"] == "100"
    assert client.head(url, headers=TUS)["Upload-Offset"] == "100"
    assert patch(client, url, 40, body[40:]).status_code == 409
    assert patch(client, url, 100, body[100:]).status_code == 204

    sha256 = hashlib.sha256(body).hexdigest()
    assert StoredFile.objects.get(sha256=sha256).size == len(body)
    assert path_of(sha256).read_bytes() == body


def test_another_phone_cannot_see_or_add_to_the_upload() -> None:
    cast = make_cast()
    client, _ = sign_in_device(cast.worker.person)
    stranger, _ = sign_in_device(cast.stranger.person)
    body = photo()
    url = begin(client, body)["Location"]

    assert stranger.head(url, headers=TUS).status_code == 404
    assert patch(stranger, url, 0, body).status_code == 404


@pytest.mark.parametrize(
    ("body", "claimed", "code"),
    [
        (b"this says that it is a photo, and is none", None, "photo_unreadable"),
        (b"%PDF-1.7 a letter", None, "photo_unreadable"),
        (photo(), "0" * 64, "upload_damaged"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(body: bytes, claimed: str | None, code: str) -> None:
    cast = make_cast()
    client, _ = sign_in_device(cast.worker.person)
    url = begin(client, body, claimed)["Location"]

    refused = patch(client, url, 0, body)

    assert refused.status_code == 422
    assert refused.json()["code"] == code
    assert client.head(url, headers=TUS).status_code == 404


def test_a_photo_of_more_than_40_megapixels_is_refused() -> None:
    cast = make_cast()
    client, _ = sign_in_device(cast.worker.person)
    out = io.BytesIO()
    Image.new("1", (8000, 5001)).save(out, "PNG")
    url = begin(client, out.getvalue())["Location"]

    assert patch(client, url, 0, out.getvalue()).json()["code"] == "photo_too_large"


def test_a_photo_over_the_limit_is_refused_before_it_travels() -> None:
    cast = make_cast()
    client, _ = sign_in_device(cast.worker.person)

    refused = client.post("/api/v1/uploads", headers={**TUS, "Upload-Length": "8000001"})

    assert refused.status_code == 413
    assert refused.json()["code"] == "photo_too_heavy"

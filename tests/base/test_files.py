"""The media store: what goes in, what is refused, who gets it out."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client, override_settings
from PIL import Image

from pankti.base.clock import frozen, now
from pankti.base.files import (
    DiskFull,
    FileTooLarge,
    FileUnreadable,
    PictureTooLarge,
    is_signed,
    path_of,
    sign_url,
    store_file,
)
from pankti.base.models import StoredFile

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 3)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "media_type"),
    [(picture("PNG"), "image/png"), (picture("JPEG"), "image/jpeg"), (picture("WEBP"), "image/webp"),
     (PDF, "application/pdf"), (b"OggS" + bytes(40), "audio/ogg"), (b"ID3" + bytes(40), "audio/mpeg")],
)  # fmt: skip
def test_the_content_says_what_a_file_is(content: bytes, media_type: str) -> None:
    stored = store_file(chunks=[content[:5], content[5:]], name="anything.exe")

    assert stored.media_type == media_type
    assert stored.size == len(content)
    assert path_of(stored.sha256).read_bytes() == content


@pytest.mark.django_db
def test_the_same_content_is_kept_once(media: Path) -> None:
    first = store_file(chunks=[PDF], name="a.pdf")
    second = store_file(chunks=[PDF], name="b.pdf")

    assert first.sha256 == second.sha256
    assert StoredFile.objects.count() == 1
    assert [p.name for p in media.rglob("*") if p.is_file()] == [first.sha256]


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"<script>alert(1)</script>", b"MZ" + bytes(100), picture()[:40]])
def test_a_file_that_is_no_picture_is_refused(content: bytes, media: Path) -> None:
    with pytest.raises(FileUnreadable):
        store_file(chunks=[content], name="photo.jpg")

    assert not StoredFile.objects.exists()
    assert not [p for p in media.rglob("*") if p.is_file()]


@pytest.mark.django_db
def test_too_large_is_said_while_it_comes_in(media: Path) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(300_000)

    with pytest.raises(FileTooLarge):
        store_file(chunks=endless(), name="film.pdf", limit_mb=1)
    assert not [p for p in media.rglob("*") if p.is_file()]


@pytest.mark.django_db
def test_a_picture_of_too_many_pixels_is_refused() -> None:
    huge = io.BytesIO()
    Image.new("1", (8000, 5001)).save(huge, "PNG")
    with pytest.raises(PictureTooLarge):
        store_file(chunks=[huge.getvalue()], name="map.png")


@pytest.mark.django_db
def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        store_file(chunks=[PDF], name="a.pdf")


@pytest.mark.django_db
def test_a_signed_address_hands_the_file_out(client: Client) -> None:
    stored = store_file(chunks=[picture()], name="a.png")
    answer = client.get(sign_url(stored.sha256))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == picture()  # type: ignore[attr-defined]
    assert client.get(sign_url(stored.sha256), headers={"If-None-Match": f'"{stored.sha256}"'}).status_code == 304


@pytest.mark.django_db
def test_a_pdf_is_handed_over_to_be_saved(client: Client) -> None:
    answer = client.get(sign_url(store_file(chunks=[PDF], name="a.pdf").sha256))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()


@pytest.mark.django_db
def test_an_address_without_its_sign_is_404(client: Client) -> None:
    stored = store_file(chunks=[PDF], name="a.pdf")
    address = sign_url(stored.sha256)

    assert client.get(f"/media/{stored.sha256}").status_code == 404
    assert client.get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    assert client.get(sign_url("0" * 64)).status_code == 404
    with frozen(now() + timedelta(days=3)):
        assert client.get(address).status_code == 404
    assert not is_signed(stored.sha256, "²", "x")


def test_an_address_stays_the_same_for_a_day() -> None:
    with frozen(now().replace(hour=1)):
        early = sign_url("ab" * 32)
    with frozen(now().replace(hour=22)):
        assert sign_url("ab" * 32) == early


@pytest.mark.django_db
def test_a_file_whose_line_broke_goes_on_where_it_stood(client: Client) -> None:
    stored = store_file(chunks=[PDF], name="a.pdf")
    address, size = sign_url(stored.sha256), len(PDF)

    def part(asked: str, **more: str) -> tuple[int, bytes, str]:
        answer = client.get(address, headers={"Range": asked, **more})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        return answer.status_code, content, answer.headers.get("Content-Range", "")

    assert part("bytes=2-5") == (206, PDF[2:6], f"bytes 2-5/{size}")
    assert part("bytes=4-") == (206, PDF[4:], f"bytes 4-{size - 1}/{size}")
    assert part("bytes=-3") == (206, PDF[-3:], f"bytes {size - 3}-{size - 1}/{size}")
    assert part(f"bytes=3-{size + 99}") == (206, PDF[3:], f"bytes 3-{size - 1}/{size}")
    assert part(f"bytes={size}-") == (416, b"", f"bytes */{size}")
    assert part("bytes=5-2") == (416, b"", f"bytes */{size}")
    for whole in ("bytes=-", "lines=1-2", "bytes=1-2,4-5"):
        assert part(whole) == (200, PDF, ""), whole
    assert part("bytes=2-5", **{"If-Range": f'"{stored.sha256}"'})[0] == 206
    assert part("bytes=2-5", **{"If-Range": '"another"'}) == (200, PDF, "")
    whole_file = client.get(address)
    assert whole_file.headers["Accept-Ranges"] == "bytes"
    assert b"".join(whole_file.streaming_content) == PDF  # type: ignore[attr-defined]
    rest = client.get(address, headers={"Range": "bytes=2-5"})
    assert rest.headers["Content-Disposition"].startswith("attachment")
    assert client.get(address.replace("until=", "until=9"), headers={"Range": "bytes=2-5"}).status_code == 404

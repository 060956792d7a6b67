"""Small invented photos, and their way up by the tus protocol."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from pankti.project.demo.simulator.wire import Server

WIDTH, HEIGHT = 360, 270


def draw(seed: int) -> bytes:
    """A JPEG of a few kilobytes: sky, ground, a house and some people; another one for each seed."""
    rng = Random(seed)  # noqa: S311  (invented data, not a secret)
    image = Image.new("RGB", (WIDTH, HEIGHT), (150 + rng.randrange(70), 190 + rng.randrange(40), 235))
    pen = ImageDraw.Draw(image)
    horizon = 150 + rng.randrange(40)
    pen.rectangle((0, horizon, WIDTH, HEIGHT), fill=(150 + rng.randrange(60), 140, 80 + rng.randrange(40)))
    left = 30 + rng.randrange(150)
    pen.rectangle((left, horizon - 70, left + 120, horizon + 10), fill=(220, 200 - rng.randrange(60), 160))
    pen.polygon([(left - 10, horizon - 70), (left + 60, horizon - 110), (left + 130, horizon - 70)], fill=(150, 70, 50))
    for _ in range(3 + rng.randrange(6)):
        x, y = rng.randrange(20, WIDTH - 20), horizon + 15 + rng.randrange(40)
        colour = (rng.randrange(256), rng.randrange(256), rng.randrange(256))
        pen.ellipse((x - 6, y - 14, x + 6, y - 2), fill=(120, 80, 50))
        pen.rectangle((x - 8, y, x + 8, y + 30), fill=colour)
    stream = BytesIO()
    image.save(stream, "JPEG", quality=60)
    return stream.getvalue()


async def upload(server: Server, headers: Mapping[str, str], photo: bytes) -> str:
    """Send a photo up; its SHA-256, or empty where the server would not have it. Raises NoAnswer."""
    digest = hashlib.sha256(photo).hexdigest()
    words = {"filetype": "image/jpeg", "sha256": digest}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in words.items())
    tus = {**headers, "Tus-Resumable": "1.0.0"}
    made = await server.call(
        "POST", "/api/v1/uploads", {**tus, "Upload-Length": str(len(photo)), "Upload-Metadata": metadata}
    )
    if made.status != 201:
        return ""
    path = made.headers["location"]
    path = path[path.index("/api/") :]
    patch = {**tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    sent = await server.call("PATCH", path, patch, photo)
    return digest if sent.status in (200, 204) else ""

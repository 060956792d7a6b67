"""Latitude and longitude as lists write them: decimals, degrees and minutes, signs of every kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

INDIA = (6.0, 68.0, 38.0, 98.0)
"""Least latitude and longitude, greatest latitude and longitude."""

_PLAIN = re.compile(r"\d{1,3}\.\d+")
_PAIR = re.compile(r"^(?P<lat>.*?[Nn])[\s,\-–]*(?P<lon>\d.*[Ee])\W*$")
_PIECES = re.compile(r"[\d.]+")


class Unreadable(Exception):
    """The text is no coordinate; the argument is the stable reason."""


@dataclass(frozen=True, slots=True)
class Point:
    latitude: float
    longitude: float


def read_point(latitude: str, longitude: str, bounds: tuple[float, float, float, float] = INDIA) -> Point | None:
    """The point, None when both cells are empty; raises Unreadable with ``notation``, ``impossible`` or ``outside``.

    Exchanged columns are put right where only one order lies within ``bounds``.
    """
    if _PLAIN.fullmatch(latitude) and _PLAIN.fullmatch(longitude):
        lat, lon = float(latitude), float(longitude)
    else:
        latitude, longitude = latitude.strip(" \t.,-+"), longitude.strip(" \t.,-+") if longitude else ""
        if not latitude and not longitude:
            return None
        if (both := _PAIR.match(latitude)) or (both := _PAIR.match(longitude)):
            latitude, longitude = both["lat"], both["lon"]
        lat, lon = _degrees(latitude), _degrees(longitude)
    south, west, north, east = bounds
    if south <= lat <= north and west <= lon <= east:
        return Point(lat, lon)
    if south <= lon <= north and west <= lat <= east:
        return Point(lon, lat)
    raise Unreadable("outside")


def _degrees(text: str) -> float:
    """One angle in degrees from its pieces."""
    pieces = _pieces(text)
    if not pieces or len(pieces) > 3:
        raise Unreadable("notation")
    if len(pieces) == 1:
        if "." not in pieces[0]:
            raise Unreadable("coarse")
        return float(pieces[0])
    degrees, minutes = float(pieces[0]), float(pieces[1])
    seconds = float(pieces[2]) if len(pieces) == 3 else 0.0
    if minutes >= 60 or seconds >= 60 or degrees > 180:
        raise Unreadable("impossible")
    return degrees + minutes / 60 + seconds / 3600


def _pieces(text: str) -> list[str]:
    """The numbers in ``text``: degrees alone, or degrees, minutes and perhaps seconds."""
    text = re.sub(r"\s*\.+\s*", ".", text.strip().strip(",;"))
    if re.fullmatch(r"\d{1,3},\d{3,}", text):
        text = text.replace(",", ".")
    found: list[str] = []
    for piece in _PIECES.findall(text):
        piece = piece.strip(".")
        parts = piece.split(".")
        if len(parts) == 3:
            found += parts
        elif len(parts) == 4:
            found += [parts[0], parts[1], f"{parts[2]}.{parts[3]}"]
        elif piece:
            found.append(piece)
    if len(found) == 2 and found[1].isdigit() and len(found[1]) > 2 and "." not in found[0]:
        return [".".join(found)]  # 25-4123: a hyphen or a blank for the decimal point
    if len(found) == 2 and "." in found[0] and len(found[0].split(".")[1]) <= 2:
        found = [*found[0].split("."), found[1]]  # 25.29'13": degrees and minutes parted by a dot
    if len(found) == 2 and "." in found[0]:
        raise Unreadable("notation")
    return found

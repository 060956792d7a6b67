from __future__ import annotations

import pytest

from pankti.organisation.importing.coordinates import Unreadable, read_point

BIHAR = (24.0, 83.2, 27.6, 88.4)


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("27.41216", "83.88296", (27.41216, 83.88296)),
        ("25.4639214,", "87.0551949,", (25.4639214, 87.0551949)),
        ("27.15000 N", "84.5 E", (27.15, 84.5)),
        ("25.7313ºN", "86.0478ºE", (25.7313, 86.0478)),
        ("N-25.3", "E-85.2", (25.3, 85.2)),
        ("25-29", "85-30", (25 + 29 / 60, 85.5)),
        ("25-4123", "85-5012", (25.4123, 85.5012)),
        ("N025°29'13\"", "E085°30'00\"", (25 + 29 / 60 + 13 / 3600, 85.5)),
        ("25° 5'41.17\"N", "86° 6'40.28\"E", (25 + 5 / 60 + 41.17 / 3600, 86 + 6 / 60 + 40.28 / 3600)),
        ("25⁰29 ᴵ13ᴵᴵ", "85⁰30 ᴵ0ᴵᴵ", (25 + 29 / 60 + 13 / 3600, 85.5)),
        ("25.29.13", "85.30.0", (25 + 29 / 60 + 13 / 3600, 85.5)),
        ("25.29'13''", "85.30'0''", (25 + 29 / 60 + 13 / 3600, 85.5)),
        ("25.45ºN - 86.1ºE", "", (25.45, 86.1)),
        ("25 .4721", "85. 5", (25.4721, 85.5)),
        ("84.2958", "25.3341", (25.3341, 84.2958)),
    ],
)
def test_a_dozen_notations(latitude: str, longitude: str, expected: tuple[float, float]) -> None:
    point = read_point(latitude, longitude, BIHAR)
    assert point is not None
    assert (point.latitude, point.longitude) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        ("26°75'10\"", "85.5", "impossible"),
        ("40.5", "85.5", "outside"),
        ("2536796", "87.5924", "coarse"),
        ("CHALANT", "CHALANT", "notation"),
        ("25.5", "", "notation"),
        ("1 2 3 4", "85.5", "notation"),
    ],
)
def test_what_is_no_coordinate_says_why(latitude: str, longitude: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_point(latitude, longitude, BIHAR)


def test_nothing_is_nothing() -> None:
    assert read_point("", " ", BIHAR) is None

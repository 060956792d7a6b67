"""The shell's navigation: one row of places, and a second of what stands under the present one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pankti.base.actor import Actor, Grant
from pankti.base.ids import new_id
from pankti.base.shell import list_links

pytestmark = pytest.mark.urls("pankti.project.urls")


def ask(path: str, *rights: str) -> Any:
    actor = Actor(person_id=new_id(), grants=tuple(Grant(right, "00001") for right in rights))
    return list_links(SimpleNamespace(actor=actor, path=path))  # type: ignore[arg-type]


def urls(links: Any) -> list[str]:
    return [link.url for link in links]


def test_places_of_one_kind_stand_under_their_first() -> None:
    links = ask("/console/reviews/", "meeting.view", "people.view")
    assert "/console/meetings/" in urls(links.first)
    assert "/console/reviews/" not in urls(links.first)
    assert urls(links.second)[0] == "/console/meetings/"
    assert [link.url for link in links.second if link.is_here] == ["/console/reviews/"]
    assert [link.url for link in links.first if link.is_here] == ["/console/meetings/"]


def test_elsewhere_there_is_one_row() -> None:
    links = ask("/console/", "meeting.view")
    assert [link.url for link in links.first if link.is_here] == ["/console/"]
    assert not links.second


def test_who_does_not_see_the_first_finds_the_other_in_the_first_row() -> None:
    links = ask("/console/press-notes/", "pressnote.approve")
    assert "/console/press-notes/" in urls(links.first)
    assert "/console/meetings/" not in urls(links.first)


def test_nobody_signed_in_is_led_nowhere() -> None:
    assert not list_links(SimpleNamespace(actor=None, path="/")).first  # type: ignore[arg-type]

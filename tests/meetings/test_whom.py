"""Whom a meeting can call: holders of every post, whether it answers for its unit or not."""

from __future__ import annotations

from uuid import UUID

import pytest

from pankti.base.ids import new_id
from pankti.cascade.queries.invitees import list_invited
from pankti.directives.queries.browse import list_answering_posts
from pankti.meetings.models import Meeting
from pankti.organisation.models import Post
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast
from tests.meetings.test_views import office, written

pytestmark = pytest.mark.django_db


def test_a_rule_by_form_names_posts_that_answer_nothing() -> None:
    cast = make_cast()
    for code, retired in (("middle-member", None), ("middle-former", "2026-02-01")):
        Post.objects.create(code=code, level_id="middle", names={"en": code}, rights=[], retired_on=retired)
    member = make_appointment(unit=cast.middle, post="middle-member")
    client, meeting_id = office(cast), new_id()
    rule = {"levels": ["middle"], "posts": ["middle-member", "middle-former"]}

    page = client.post(f"/console/meetings/{meeting_id}/edit/", written(cast, **rule, do="look")).content.decode()
    assert "everybody there who holds a post" in page
    assert "post-middle-former" not in page
    assert client.post(f"/console/meetings/{meeting_id}/edit/", written(cast, **rule)).status_code == 302
    client.post(f"/console/meetings/{meeting_id}/call/")
    assert _called(cast, meeting_id) == {member.id}
    assert {choice.code for choice in list_answering_posts(["middle"])} == {"middle-lead"}  # a directive asks units


def test_who_is_given_a_part_is_called_too() -> None:
    cast = make_cast()
    client, meeting_id = office(cast), new_id()
    here = f"/console/meetings/{meeting_id}/edit/"
    page = client.post(here, written(cast, do=f"part:{cast.chief.id}", as_role="chief_guest", who="")).content.decode()
    assert f'name="added" value="{cast.chief.id}"' in page
    assert [str(one) for one in Meeting.objects.get(id=meeting_id).invitees["added"]] == [str(cast.chief.id)]
    kept = written(cast, do=f"part:{cast.colleague.id}", excepted_people=[str(cast.colleague.id)])
    client.post(here, kept)
    assert Meeting.objects.get(id=meeting_id).invitees["added"] == []  # whom somebody left out on purpose stays out


def _called(cast: Cast, meeting_id: UUID) -> set[UUID]:
    return {one.appointment_id for one in list_invited(actor_of(cast.officer), meeting_id)}

"""Drafts and the moment of issue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pankti.audit.models import Event
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.errors import DeadlinePassed, NobodyAddressed, RootsOverlap
from pankti.cascade.models import Dispatch, Root
from pankti.cascade.types import Proof
from pankti.directives.actions.drafts import delete_draft, save_draft
from pankti.directives.actions.issue import issue_directive
from pankti.directives.errors import AlreadyIssued, NoPostToIssue, NothingSaid, TooManyFiles
from pankti.directives.models import Directive, DirectiveVersion
from pankti.directives.types import Attached, DirectiveState
from pankti.organisation.models import Post, Wing
from tests.makers.directives import TITLES, a_draft, make_directive
from tests.makers.organisation import actor_of, make_appointment, make_cast

pytestmark = pytest.mark.django_db


def test_a_draft_keeps_what_was_written_and_may_be_unfinished() -> None:
    cast = make_cast()
    draft = a_draft(cast.officer, titles={"hi": "कल"}, deadline_at=now() - timedelta(days=1))
    save_draft(actor=actor_of(cast.officer), draft=draft)
    save_draft(actor=actor_of(cast.officer), draft=draft)

    kept = Directive.objects.get()
    assert kept.state == DirectiveState.DRAFT
    assert kept.titles == {"hi": "कल"}
    assert kept.by_unit_id == cast.middle.id
    assert Event.objects.filter(type="directives.draft.begun").count() == 1
    assert not Dispatch.objects.exists()


def test_nobody_else_may_touch_a_draft() -> None:
    cast = make_cast()
    draft = a_draft(cast.officer, roots=[cast.middle])
    save_draft(actor=actor_of(cast.officer), draft=draft)

    foreign = a_draft(cast.colleague, roots=[cast.middle], draft_id=draft.id)
    with pytest.raises(OutOfReach):
        save_draft(actor=actor_of(cast.colleague), draft=foreign)
    with pytest.raises(OutOfReach):
        delete_draft(actor=actor_of(cast.colleague), directive_id=draft.id)
    for other in (cast.colleague, cast.stranger, cast.chief):
        with pytest.raises(OutOfReach):
            issue_directive(actor=actor_of(other), directive_id=draft.id)
    assert Directive.objects.get().titles == TITLES


def test_a_post_without_the_right_and_a_borrowed_post_may_not_write() -> None:
    cast = make_cast()
    with pytest.raises(NoPostToIssue):
        save_draft(actor=actor_of(cast.worker), draft=a_draft(cast.worker))
    with pytest.raises(NoPostToIssue):
        save_draft(actor=actor_of(cast.stranger), draft=a_draft(cast.officer))


def test_an_ended_post_issues_no_more() -> None:
    cast = make_cast()
    draft = a_draft(cast.officer, roots=[cast.middle])
    save_draft(actor=actor_of(cast.officer), draft=draft)
    cast.officer.ended_at = now()
    cast.officer.save()

    with pytest.raises(NoPostToIssue):
        issue_directive(actor=actor_of(cast.officer), directive_id=draft.id)


def test_issue_sends_one_row_down_and_records_it() -> None:
    cast = make_cast()
    at = now() + timedelta(days=1)
    issued = make_directive(cast.officer, roots=[cast.middle], deadline_at=at, proof=Proof.NUMBER)

    dispatch = Dispatch.objects.get()
    assert dispatch.id == issued
    assert dispatch.kind == "directive"
    assert dispatch.proof == "number"
    assert dispatch.deadline_at == at
    assert dispatch.by_unit_id == cast.middle.id
    assert dispatch.payload["titles"] == TITLES
    assert dispatch.payload["from"]["unit"] == cast.middle.names
    assert dispatch.payload["from"]["post"] == {"hi": "संयोजक", "en": "Convenor"}
    assert "आशा" not in str(dispatch.payload)  # no names of persons travel
    assert Root.objects.get().unit_id == cast.middle.id
    assert Directive.objects.get().state == DirectiveState.ISSUED
    assert DirectiveVersion.objects.get().version == 1
    assert Event.objects.filter(type="directives.directive.issued", subject_id=issued).count() == 1


def test_issuing_twice_sends_once() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    issue_directive(actor=actor_of(cast.officer), directive_id=issued)

    assert Dispatch.objects.count() == 1
    assert DirectiveVersion.objects.count() == 1
    with pytest.raises(AlreadyIssued):
        save_draft(actor=actor_of(cast.officer), draft=a_draft(cast.officer, draft_id=issued))
    with pytest.raises(AlreadyIssued):
        delete_draft(actor=actor_of(cast.officer), directive_id=issued)


def test_what_cannot_go_out_stays_a_draft_with_everything_in_it() -> None:
    cast = make_cast()
    over = now() - timedelta(minutes=1)
    for wrong, error in (
        (a_draft(cast.officer), NobodyAddressed),
        (a_draft(cast.officer, roots=[cast.middle], levels=()), NobodyAddressed),
        (a_draft(cast.officer, roots=[cast.middle], excluded=[*cast.booths]), NobodyAddressed),
        (a_draft(cast.officer, roots=[cast.middle, cast.booths[0]]), RootsOverlap),
        (a_draft(cast.officer, roots=[cast.middle], deadline_at=over), DeadlinePassed),
        (a_draft(cast.officer, roots=[cast.middle], titles={"hi": "  "}), NothingSaid),
        (a_draft(cast.officer, roots=[cast.other_middle]), OutOfReach),
        (a_draft(cast.officer, roots=[cast.top]), OutOfReach),
    ):
        save_draft(actor=actor_of(cast.officer), draft=wrong)
        with pytest.raises(error):
            issue_directive(actor=actor_of(cast.officer), directive_id=wrong.id)
        kept = Directive.objects.get(id=wrong.id)
        assert kept.state == DirectiveState.DRAFT
        assert kept.texts["hi"] == "आज शाम तक।"
    assert not Dispatch.objects.exists()
    assert not Event.objects.filter(type="directives.directive.issued").exists()


def test_a_wing_addresses_its_own_posts_only() -> None:
    cast = make_cast()
    wing = Wing.objects.create(code="it", names={"hi": "आईटी", "en": "IT"})
    post = Post.objects.create(
        code="middle-it", level_id="middle", wing=wing, names={"hi": "आईटी प्रभारी"}, rights=["directive.issue"]
    )
    by = make_appointment(unit=cast.middle, post=post.code)
    make_directive(by, roots=[cast.middle])

    assert Dispatch.objects.select_related("shape").get().shape.wings == ["it"]


def test_attachments_travel_with_signed_addresses() -> None:
    cast = make_cast()
    file = Attached(sha256="ab" * 32, name="पर्चा.pdf", size=10, media_type="application/pdf")
    draft = a_draft(cast.officer, roots=[cast.middle], attachments=(file,))
    save_draft(actor=actor_of(cast.officer), draft=draft)
    issue_directive(actor=actor_of(cast.officer), directive_id=draft.id)

    [sent] = Dispatch.objects.get().payload["attachments"]
    assert sent["name"] == "पर्चा.pdf"
    assert sent["url"].startswith(f"/media/{file.sha256}?until=")
    with pytest.raises(TooManyFiles):
        save_draft(actor=actor_of(cast.officer), draft=a_draft(cast.officer, attachments=(file,) * 6))


def test_a_draft_can_be_thrown_away() -> None:
    cast = make_cast()
    draft = a_draft(cast.officer)
    save_draft(actor=actor_of(cast.officer), draft=draft)
    delete_draft(actor=actor_of(cast.officer), directive_id=draft.id)

    assert not Directive.objects.exists()
    assert Event.objects.filter(type="directives.draft.deleted").exists()

"""Between forms and what they mean: used by composing and by correcting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from pankti.base.errors import DomainError
from pankti.base.files import store_file
from pankti.base.words import Words
from pankti.base.writing import zone
from pankti.cascade.types import Proof
from pankti.directives.actions.drafts import check_files
from pankti.directives.choosing import Choosing
from pankti.directives.forms import CorrectForm, DraftForm, SaidForm, read_ids, seal, unseal
from pankti.directives.types import Attached, Corrected, DirectiveView, Draft, Sender
from pankti.organisation.queries import get_organisation

__all__ = [
    "correct_form",
    "corrected_from",
    "draft_from",
    "initial_of",
    "is_htmx",
    "keep_files",
    "make_draft_form",
    "seal_all",
    "unseal",
]


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def make_draft_form(
    data: QueryDict | None = None, *, senders: Sequence[Sender], initial: dict[str, Any] | None = None
) -> DraftForm:
    organisation = get_organisation()
    return DraftForm(
        data,
        initial=initial,
        senders=senders,
        languages=organisation.languages or ("hi",),
        time_zone=organisation.time_zone,
    )


def correct_form(data: QueryDict | None = None, *, shown: DirectiveView) -> CorrectForm:
    organisation = get_organisation()
    initial = _said(shown.titles, shown.texts) | _until(shown.deadline_at, organisation.time_zone)
    return CorrectForm(
        data, initial=initial, languages=organisation.languages or ("hi",), time_zone=organisation.time_zone
    )


def initial_of(draft: Draft) -> dict[str, Any]:
    """A stored draft as the form shows it."""
    labels = {f"label_{code}": text for code, text in draft.number_labels.items()}
    return (
        _said(draft.titles, draft.texts)
        | _until(draft.deadline_at, get_organisation().time_zone)
        | labels
        | {"sender": str(draft.appointment_id), "proof": draft.proof.value, "deadline_at": draft.deadline_at}
    )


def draft_from(
    directive_id: UUID, form: DraftForm, choosing: Choosing, files: tuple[Attached, ...], senders: Sequence[Sender]
) -> Draft:
    """What stands on the page, right or not yet; what cannot be read is left out."""
    said = form.cleaned_data
    sender = next(iter(read_ids([said.get("sender", "")])), senders[0].appointment_id)
    return Draft(
        id=directive_id,
        appointment_id=sender,
        audience=choosing.audience,
        titles=form.words("title"),
        texts=form.words("text"),
        proof=Proof(said.get("proof") or Proof.ACKNOWLEDGE),
        number_labels=form.words("label"),
        deadline_at=said.get("deadline_at"),
        attachments=files,
    )


def corrected_from(form: CorrectForm, files: tuple[Attached, ...]) -> Corrected:
    return Corrected(
        titles=form.words("title"),
        texts=form.words("text"),
        what_changed=form.words("changed"),
        deadline_at=form.cleaned_data.get("deadline_at"),
        attachments=files,
        answers_stand=form.cleaned_data.get("answers") != "again",
    )


def keep_files(request: HttpRequest, form: SaidForm, kept: tuple[Attached, ...]) -> tuple[Attached, ...]:
    """``kept`` and what was uploaded now. A file that cannot go along is told on the form; the others stay."""
    for upload in request.FILES.getlist("file"):
        name = (upload.name or "file")[-80:]
        try:
            check_files((*kept, Attached("", name, 0, "")))
            stored = store_file(chunks=upload.chunks(), name=name)
        except DomainError as error:
            form.add_error(None, str(error))
            continue
        if all(one.sha256 != stored.sha256 for one in kept):
            kept = (*kept, Attached(stored.sha256, name, stored.size, stored.media_type))
    return kept


def seal_all(files: Sequence[Attached]) -> list[tuple[Attached, str]]:
    return [(one, seal(one)) for one in files]


def _said(titles: Words, texts: Words) -> dict[str, Any]:
    return {f"title_{code}": text for code, text in titles.items()} | {
        f"text_{code}": text for code, text in texts.items()
    }


def _until(deadline_at: Any, time_zone: str) -> dict[str, Any]:
    if deadline_at is None:
        return {}
    local = timezone.localtime(deadline_at, zone(time_zone))
    return {"deadline_on": local.date(), "deadline_time": local.time()}

"""Lists of people in and out: a CSV taken in by two steps, looked at before anything is kept; and one to take away."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pankti.access.doors import signed_in
from pankti.base.csv import stream_csv
from pankti.base.http import ActorRequest
from pankti.console.views.people import unit_in_reach
from pankti.organisation.actions.export_people import export_people
from pankti.organisation.actions.import_people import PeopleResult, import_people
from pankti.organisation.errors import ForbiddenColumn, ListRefused
from pankti.organisation.importing.drafts import Remark
from pankti.organisation.importing.people_list import FIELDS, PeoplePlan, make_people_plan
from pankti.organisation.importing.plan import ColumnForbidden
from pankti.organisation.importing.reasons import say
from pankti.organisation.importing.tables import FileRefused
from pankti.organisation.queries.people_export import PEOPLE_HEADER
from pankti.organisation.types import UnitView
from pankti.people.types import EXPORT, MANAGE

MOST_MB = 5
REMARKS_SHOWN = 200
_SALT = "pankti.console.people_list"
_KEPT_FOR = 3600


@signed_in
@require_GET
def export(request: ActorRequest) -> HttpResponseBase:
    """The people of a unit and below as CSV, with numbers."""
    here = unit_in_reach(request.actor, request.GET.get("unit", ""), EXPORT)
    lines = stream_csv(PEOPLE_HEADER, export_people(actor=request.actor, unit_id=here.id))
    response = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def take_in(request: ActorRequest) -> HttpResponse:
    """Choose a list; see how it is read and what it would change; then take it in."""
    here = unit_in_reach(request.actor, request.POST.get("unit", "") or request.GET.get("unit", ""), MANAGE)
    context: dict[str, object] = {"here": here, "most_mb": MOST_MB}
    if request.method == "GET":
        return render(request, "console/people/import.html", context)
    try:
        path, token = _kept(request)
        plan = make_people_plan(path, columns=_columns(request))
        is_last = "confirm" in request.POST
        result, remarks = _run(request, plan, here, dry_run=not is_last)
    except ColumnForbidden as error:
        context["refused"] = ForbiddenColumn(**error.fields)
    except FileRefused as error:
        context["refused"] = ListRefused(why=str(error))
    except ListRefused as error:
        context["refused"] = error
    else:
        if is_last:
            path.unlink(missing_ok=True)
        context |= {
            "plan": plan,
            "token": token,
            "fields": [(name, plan.column(name)) for name in FIELDS],
            "result": result,
            "remarks": remarks,
            "is_done": is_last,
        }
        return render(request, "console/people/import.html", context)
    if "path" in locals():
        path.unlink(missing_ok=True)
    return render(request, "console/people/import.html", context, status=422)


def _run(
    request: ActorRequest, plan: PeoplePlan, here: UnitView, *, dry_run: bool
) -> tuple[PeopleResult, list[tuple[Remark, str]]]:
    remarks: list[tuple[Remark, str]] = []

    def report(_file: str, remark: Remark) -> None:
        if len(remarks) < REMARKS_SHOWN:
            remarks.append((remark, say(remark.reason, remark.extra)))

    result = import_people(actor=request.actor, plan=plan, under=here.id, dry_run=dry_run, report=report)
    return result, remarks


def _kept(request: ActorRequest) -> tuple[Path, str]:
    """The list as it lies on disk between the two steps, and the sign by which only this person finds it again."""
    folder = Path(settings.DATA_DIR) / "lists"
    if token := request.POST.get("list", ""):
        try:
            name = signing.loads(token, salt=f"{_SALT}:{request.actor.person_id}", max_age=_KEPT_FOR)
            path = folder / f"{UUID(name)}.csv"
        except (signing.BadSignature, ValueError, TypeError):
            path = folder / "gone"
        if not path.is_file():
            raise ListRefused(why=_("The list is not kept any more. Choose it again."))
        return path, token
    chosen = request.FILES.get("file")
    if not isinstance(chosen, UploadedFile):
        raise ListRefused(why=_("Choose a list first."))
    if (chosen.size or 0) > MOST_MB * 1_000_000:
        raise ListRefused(
            why=_("The list is larger than %(most)d MB. Take it in on the server: ./pankti import people FILE")
            % {"most": MOST_MB}
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = str(uuid4())
    path = folder / f"{name}.csv"
    with path.open("wb") as file:
        path.chmod(0o600)
        for part in chosen.chunks():
            file.write(part)
    return path, signing.dumps(name, salt=f"{_SALT}:{request.actor.person_id}")


def _columns(request: ActorRequest) -> dict[str, str]:
    """What the reader said of the columns; nothing at the first step."""
    return {name: request.POST[f"column-{name}"] for name in FIELDS if f"column-{name}" in request.POST}

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.ids import new_id
from pankti.base.sight import acting_as
from pankti.organisation.actions.appoint_many import Wish, appoint_many
from pankti.organisation.actions.import_people_known import Chunk, Contacts, Known, Place, Taken, read_known
from pankti.organisation.actions.settle import settle
from pankti.organisation.events import PEOPLE_IMPORTED
from pankti.organisation.importing.drafts import Remark
from pankti.organisation.importing.people_list import PeoplePlan, PersonDraft, read_drafts
from pankti.organisation.models import Residence
from pankti.people.models import ContactPoint, Person
from pankti.people.naming.sound import keys_of
from pankti.people.queries import roots_of
from pankti.people.types import MANAGE
from pankti.people.vault import encrypt_phones

CHUNK = 1_000

Progress = Callable[[int], None]
Report = Callable[[str, Remark], None]


@dataclass(slots=True)
class PeopleResult:
    """What an import of people changed, or would change."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    appointed: int = 0
    rejected: int = 0
    remarks: int = 0


class _Undo(Exception):
    """Takes a dry run back."""


def import_people(
    *,
    actor: Actor,
    plan: PeoplePlan,
    under: UUID | None = None,
    dry_run: bool = False,
    report: Report = lambda _file, _remark: None,
    progress: Progress = lambda _rows: None,
) -> PeopleResult:
    """Take a list of people in: persons, numbers, homes and posts; all of it or, on an error, nothing.

    The same list again changes nothing: a person is known by a number and a like name, or by the same name at the
    same unit. ``under`` is the unit of rows that name none, and codes are looked for at and below it. Rows that
    cannot be taken go to ``report``, as do remarks on rows that were. A dry run writes nothing.

    Raises OutOfReach unless the actor manages people somewhere.
    """
    if not roots_of(actor, MANAGE):
        raise OutOfReach
    result = PeopleResult()
    try:
        with transaction.atomic(), acting_as(SYSTEM):  # who has a number already may be beyond the actor's reach
            _Import(actor, plan, read_known(actor, under), result, report).run(progress)
            record(
                actor=actor,
                type=PEOPLE_IMPORTED.code,
                new=result.new,
                changed=result.changed,
                appointed=result.appointed,
                rejected=result.rejected,
            )
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return result


class _Import:
    def __init__(self, actor: Actor, plan: PeoplePlan, known: Known, result: PeopleResult, report: Report) -> None:
        self.actor, self.plan, self.known, self.result = actor, plan, known, result
        self._report = report
        self.rows_of: dict[UUID, int] = {}

    def run(self, progress: Progress) -> None:
        remarks: list[Remark] = []
        drafts = read_drafts(self.plan, remarks)
        while True:
            chunk = list(islice(drafts, CHUNK))
            self._tell(remarks)
            if not chunk:
                return
            self._take(chunk)
            self.result.rows += len(chunk)
            progress(self.result.rows)

    def _tell(self, remarks: list[Remark]) -> None:
        for remark in remarks:
            self._say(remark)
            self.result.rows += remark.is_rejected
        remarks.clear()

    def _say(self, remark: Remark) -> None:
        self.result.rejected += remark.is_rejected
        self.result.remarks += 1
        self._report(self.plan.table.path.name, remark)

    def _refuse(self, draft: PersonDraft, column: str, value: str, reason: str) -> None:
        self._say(Remark(draft.row, self.plan.column(column), value, reason, True))

    def _take(self, drafts: list[PersonDraft]) -> None:
        self.known.read_places(text for draft in drafts for text in (draft.unit, draft.home))
        placed = [(draft, place) for draft in drafts if (place := self._place(draft)) is not None]
        chunk = Chunk(self.known, [draft for draft, _ in placed])
        fresh = _Fresh()
        for draft, place in placed:
            self._one(draft, place, chunk, fresh)
        fresh.write()
        self._appoint(fresh.appointing)

    def _place(self, draft: PersonDraft) -> Place | None:
        place = self.known.find_place(draft.unit)
        if place is None:
            if draft.unit:
                self._refuse(draft, "unit", draft.unit, "unit_unknown")
            else:
                self._refuse(draft, "unit", "", "unit_missing")
            return None
        if draft.home and self.known.find_place(draft.home) is None:
            self._refuse(draft, "home", draft.home, "unit_unknown")
            return None
        if draft.post and self.known.find_post(draft.post, place.level) is None:
            self._refuse(draft, "post", draft.post, "post_unknown")
            return None
        return place

    def _one(self, draft: PersonDraft, place: Place, chunk: Chunk, fresh: _Fresh) -> None:
        keys = keys_of(draft.names)
        taken = chunk.whose(draft, keys, place)
        if taken is Taken.OTHER or taken is Taken.ELSEWHERE:
            reason = "phone_taken" if taken is Taken.OTHER else "phone_elsewhere"
            self._refuse(draft, "phone", ", ".join(draft.phones), reason)
            return
        if isinstance(taken, UUID):
            person_id, is_changed = taken, chunk.add_missing(taken, draft, fresh.contacts)
            earlier = self.rows_of.get(person_id)
            if earlier is not None and draft.phones:
                self._say(
                    Remark(draft.row, self.plan.column("phone"), draft.phones[0], "same_person", False, str(earlier))
                )
            self._leave_out(draft, chunk)
            self.result.changed += is_changed
            self.result.unchanged += not is_changed
            if draft.home:
                self._settle(person_id, draft, chunk)
        else:
            person_id = self._add(draft, keys, place, chunk, fresh)
            self.result.new += 1
        self.rows_of.setdefault(person_id, draft.row)
        if draft.post:
            fresh.appointing.append((draft, place, person_id))

    def _add(self, draft: PersonDraft, keys: list[str], place: Place, chunk: Chunk, fresh: _Fresh) -> UUID:
        home = self.known.find_place(draft.home) if draft.home else None
        path = (home or place).path
        person = Person(
            id=new_id(), names=draft.names, suggested=list(draft.suggested), language=draft.language,
            name_keys=keys, home_path=path,
        )  # fmt: skip
        fresh.people.append(person)
        if home is not None:
            began = draft.since or now().date()
            fresh.homes.append(Residence(person_id=person.id, unit_id=home.id, path=path, began_on=began))
        chunk.give(person.id, keys, path, draft, fresh.contacts)
        self._leave_out(draft, chunk)
        return person.id

    def _leave_out(self, draft: PersonDraft, chunk: Chunk) -> None:
        for value in chunk.left_out:
            self._say(Remark(draft.row, self.plan.column("phone"), value, "phone_taken", False))
        chunk.left_out.clear()

    def _settle(self, person_id: UUID, draft: PersonDraft, chunk: Chunk) -> None:
        home = self.known.find_place(draft.home)
        if home is not None and chunk.is_stored(person_id):
            try:
                settle(actor=self.actor, person_id=person_id, unit_id=home.id, on=draft.since or now().date())
            except DomainError as error:
                self._say(Remark(draft.row, self.plan.column("home"), draft.home, "post_refused", False, str(error)))

    def _appoint(self, wanted: list[tuple[PersonDraft, Place, UUID]]) -> None:
        """The posts of one chunk's rows, together; the import's own event stands for all of them."""
        wishes = [
            Wish(person_id, post, place.id, place.path, _midnight(draft.since))
            for draft, place, person_id in wanted
            if (post := self.known.find_post(draft.post, place.level)) is not None
        ]
        for (draft, _place, _person), done in zip(wanted, appoint_many(actor=self.actor, wishes=wishes), strict=True):
            if isinstance(done, DomainError):
                self._say(Remark(draft.row, self.plan.column("post"), draft.post, "post_refused", False, str(done)))
            self.result.appointed += isinstance(done, UUID)


@dataclass(slots=True)
class _Fresh:
    """Rows of one chunk, written set-wise."""

    people: list[Person] = field(default_factory=list)
    homes: list[Residence] = field(default_factory=list)
    contacts: Contacts = field(default_factory=list)
    appointing: list[tuple[PersonDraft, Place, UUID]] = field(default_factory=list)

    def write(self) -> None:
        Person.objects.bulk_create(self.people)
        Residence.objects.bulk_create(self.homes)
        ContactPoint.objects.bulk_create(list(self._points()))

    def _points(self) -> Iterator[ContactPoint]:
        ids = [new_id() for _ in self.contacts]
        values = [value for _, _, value, _ in self.contacts]
        sealed = encrypt_phones(zip(ids, values, strict=True))
        for row_id, (person_id, kind, _value, reason), one in zip(ids, self.contacts, sealed, strict=True):
            yield ContactPoint(
                id=row_id, person_id=person_id, kind=kind, ciphertext=one.ciphertext, key_id=one.key_id,
                blind_index=one.blind_index, shared_reason=reason,
            )  # fmt: skip


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None

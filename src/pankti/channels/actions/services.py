from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.channels.accounts import adapter_of, values_of
from pankti.channels.adapters import ADAPTERS
from pankti.channels.errors import AdapterError, NeverTry
from pankti.channels.models import Room, Service
from pankti.channels.types import RoomState
from pankti.channels.vault import seal_secrets
from pankti.organisation.queries import list_roots
from pankti.organisation.rights import ORGANISATION_MANAGE


def require_top(actor: Actor) -> None:
    """Video services are the whole organisation's: raise OutOfReach unless the actor manages it at the top."""
    if not actor.is_system and not any(actor.may(ORGANISATION_MANAGE, root.path) for root in list_roots()):
        raise OutOfReach


@transaction.atomic
def save_service(
    *, actor: Actor, service_id: UUID | None, code: str, name: str, values: Mapping[str, str], rank: int = 0
) -> UUID:
    """Set up an account at a video service, or change it. A secret left empty stays as it was.

    Asks nobody outside: ``check_service`` does, afterwards. Raises OutOfReach, SettingMissing, SettingUnreadable.
    """
    require_top(actor)
    row = Service.objects.select_for_update().filter(pk=service_id).first() if service_id else None
    kind = ADAPTERS.get(row.code if row else code)
    if kind is None or not kind.settings or (service_id and row is None):
        raise OutOfReach
    row = row or Service(id=new_id(), code=code)
    known = _known(row)
    whole = {
        s.name: values.get(s.name, "").strip() or (known.get(s.name, "") if s.is_secret else "") for s in kind.settings
    }
    kind.check_settings(whole)
    secret = {s.name: whole[s.name] for s in kind.settings if s.is_secret and whole[s.name]}
    row.settings = {s.name: whole[s.name] for s in kind.settings if not s.is_secret and whole[s.name]}
    row.secrets, row.key_id = seal_secrets(row.id, secret)
    row.name, row.rank, row.changed_at, row.changed_by = name, rank, now(), actor.person_id
    row.checked_at, row.problem_code = None, ""
    row.save()
    record(actor=actor, type="channels.service.saved", name=name)
    # What failed for want of right keys may go on now.
    Room.objects.filter(service=row, state=RoomState.FAILED).update(
        state=RoomState.WANTED, problem_code="", tries=0, next_try_at=None
    )
    return row.id


def _known(row: Service) -> dict[str, str]:
    try:
        return values_of(row) if row.secrets else {}
    except NeverTry:
        return {}


@transaction.atomic
def switch_service(*, actor: Actor, service_id: UUID, is_active: bool) -> None:
    """Take a service out of use for new rooms, or back into it. Rooms made there stay."""
    require_top(actor)
    row = Service.objects.select_for_update().filter(pk=service_id).first()
    if row is None:
        raise OutOfReach
    if row.is_active != is_active:
        row.is_active = is_active
        row.save(update_fields=["is_active"])
        record(actor=actor, type=f"channels.service.switched_{'on' if is_active else 'off'}", name=row.name)


def check_service(*, service_id: UUID) -> str:
    """Ask the service whether the account works; the problem's code, empty when it does. Outside transactions."""
    row = Service.objects.get(pk=service_id)
    try:
        asyncio.run(adapter_of(row).check())
        code = ""
    except AdapterError as error:
        code = error.code
    Service.objects.filter(pk=service_id).update(checked_at=now(), problem_code=code)
    return code

"""An adapter ready to speak for one service: its settings and its secrets put together."""

from __future__ import annotations

from uuid import UUID

from pankti.channels.adapters import ADAPTERS, Adapter
from pankti.channels.errors import NeverTry
from pankti.channels.models import Service
from pankti.channels.vault import open_secrets
from pankti.people.vault import Unopenable


def adapter_of(service: Service) -> Adapter:
    """Raises NeverTry ``credentials`` when the secrets cannot be opened, ``no_service`` for an unknown kind."""
    kind = ADAPTERS.get(service.code)
    if kind is None:
        raise NeverTry("no_service")
    return kind(values_of(service))


def values_of(service: Service) -> dict[str, str]:
    """Settings and secrets together; never leaves this room."""
    try:
        secrets = open_secrets(service.id, service.secrets, service.key_id)
    except Unopenable:
        raise NeverTry("credentials") from None
    return {**service.settings, **secrets}


def find_service(service_id: UUID | None) -> Service | None:
    """The service that is named, or the first active one."""
    if service_id is not None:
        return Service.objects.filter(pk=service_id).first()
    return Service.objects.filter(is_active=True).order_by("rank", "made_at").first()

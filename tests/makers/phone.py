"""The smallest phone: it keeps what it pulls by the protocol's rules, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.organisation.models import Appointment


class Phone:
    """State after any number of syncs. The law: it equals that of a phone which has just begun."""

    def __init__(self, client: Client, clock: timedelta = timedelta(0)) -> None:
        self.client = client
        self.clock = clock  # how far its clock is ahead of ours
        self.cursor: str | None = None
        self.me: dict[str, Any] | None = None
        self.dispatches: dict[str, dict[str, Any]] = {}
        self.standings: dict[tuple[str, str], dict[str, Any]] = {}
        self.sessions: dict[str, dict[str, Any]] = {}
        self.was_full = False
        self.bytes = 0

    def sync(self, *commands: dict[str, Any]) -> list[dict[str, Any]]:
        """Push and pull once; what became of the commands."""
        body = {"cursor": self.cursor, "sent_at": (now() + self.clock).isoformat(), "commands": list(commands)}
        response = self.client.post("/api/v1/sync", body, content_type="application/json")
        assert response.status_code == 200, response.content
        self.bytes = len(response.content)
        pulled: dict[str, Any] = response.json()
        self.apply(pulled)
        return list(pulled.get("results") or ())

    def apply(self, pulled: dict[str, Any]) -> None:
        """The protocol's rules: full replaces all; a new asking and a withdrawal drop the standings before it."""
        self.cursor, self.was_full = pulled["cursor"], pulled["full"]
        if pulled["full"]:
            self.dispatches, self.standings, self.me = {}, {}, pulled["me"]
            self.sessions = {}
        for dispatch in pulled.get("dispatches") or ():
            self.dispatches[dispatch["id"]] = dispatch
        for session in pulled.get("sessions") or ():
            self.sessions[session["id"]] = session
        for standing in pulled.get("standings") or ():
            self.standings[standing["dispatch_id"], standing["subject_id"]] = standing
        self.standings = {
            key: standing
            for key, standing in self.standings.items()
            if key[0] in self.dispatches
            and self.dispatches[key[0]]["state"] == "live"
            and self.dispatches[key[0]]["asked"] == standing["asked"]
        }

    @property
    def dispatch_ids(self) -> set[UUID]:
        return {UUID(found) for found in self.dispatches}

    def shown(self) -> dict[str, Any]:
        """What the law speaks of: live dispatches, and one's own standings in them."""
        return {
            "me": self.me,
            "dispatches": {key: d for key, d in self.dispatches.items() if d["state"] == "live"},
            "standings": self.standings,
            "sessions": {key: s for key, s in self.sessions.items() if s["state"] == "called"},
        }

    def command(
        self, dispatch: UUID, appointment: Appointment, state: str = "acknowledged", **body: Any
    ) -> dict[str, Any]:
        """An answer as this phone's holder would give it now, by this phone's clock."""
        made_at = body.pop("made_at", now() + self.clock + timedelta(seconds=1))
        version = body.pop("version", self.dispatches.get(str(dispatch), {}).get("version", 1))
        return {
            "id": str(new_id()),
            "name": "answer.give",
            "made_at": made_at if isinstance(made_at, str) else made_at.isoformat(),
            "body": {
                "dispatch_id": str(dispatch),
                "version": version,
                "subject_id": str(appointment.unit_id),
                "appointment_id": str(appointment.id),
                "state": state,
                **body,
            },
        }

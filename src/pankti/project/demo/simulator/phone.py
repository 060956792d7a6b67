"""What one phone knows and has to say; no network here, so that tests can play it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pankti.base.ids import new_id
from pankti.project.demo.simulator.habits import Character, Deed

SETTLED = {"acknowledged", "done", "refused"}
MOST_COMMANDS = 100


@dataclass(slots=True)
class Phone:
    """A phone with its token, the cursor it pulls with, the directives it holds and its outbox."""

    token: str
    unit_id: UUID
    character: Character
    cursor: str | None = None
    dispatches: dict[str, dict[str, Any]] = field(default_factory=dict)
    decided: set[tuple[str, int, str]] = field(default_factory=set)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    again: list[dict[str, Any]] = field(default_factory=list)
    is_signed_out: bool = False
    refused: int = 0

    def clock(self, at: datetime) -> str:
        """``at`` as this phone's clock shows it."""
        shown = at + timedelta(seconds=self.character.clock_error_s)
        return shown.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def request(self, at: datetime) -> dict[str, Any]:
        """The body of the next sync."""
        return {"cursor": self.cursor, "sent_at": self.clock(at), "commands": self.outbox[:MOST_COMMANDS]}

    def take(self, answer: dict[str, Any]) -> list[dict[str, Any]]:
        """Apply a sync's answer; returns the directives that now wait for this person."""
        self.cursor = answer["cursor"]
        results = {result["id"]: result["status"] for result in answer.get("results", ())}
        self.refused += sum(status == "refused" for status in results.values())
        self.outbox = [command for command in self.outbox if command["id"] not in results] + self.again
        self.again = []
        if answer.get("full"):
            self.dispatches.clear()
        for dispatch in answer.get("dispatches", ()):
            if dispatch["state"] == "live":
                self.dispatches[dispatch["id"]] = dispatch
            else:
                self.dispatches.pop(dispatch["id"], None)
        for standing in answer.get("standings", ()):
            if standing["state"] in SETTLED:
                self.decided.add((standing["dispatch_id"], standing["asked"], standing["subject_id"]))
            elif standing["state"] == "reopened":
                self.decided.discard((standing["dispatch_id"], standing["asked"], standing["subject_id"]))
        return [
            dispatch
            for dispatch in self.dispatches.values()
            if any(
                (dispatch["id"], dispatch["asked"], s["subject_id"]) not in self.decided for s in dispatch["subjects"]
            )
        ]

    def decide(self, dispatch: dict[str, Any]) -> list[dict[str, Any]]:
        """The subjects of ``dispatch`` that this person now takes up; each only once."""
        fresh = []
        for subject in dispatch["subjects"]:
            key = (dispatch["id"], dispatch["asked"], subject["subject_id"])
            if key not in self.decided:
                self.decided.add(key)
                fresh.append(subject)
        return fresh

    def say(
        self, dispatch: dict[str, Any], subject: dict[str, Any], state: str, deed: Deed, at: datetime, photo: str = ""
    ) -> dict[str, Any]:
        """A command for the outbox, tapped at ``at``."""
        body: dict[str, Any] = {
            "dispatch_id": dispatch["id"],
            "version": dispatch["version"],
            "subject_id": subject["subject_id"],
            "appointment_id": subject["appointment_id"],
            "state": state,
        }
        if state == "refused":
            body["reason"] = deed.reason
        if state == "done":
            more = {"number": deed.number, "text": deed.text, "photo": photo}
            body |= {key: value for key, value in more.items() if key == dispatch["proof"]}
        return {"id": str(new_id()), "name": "answer.give", "made_at": self.clock(at), "body": body}

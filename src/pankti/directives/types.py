"""States of a directive, without Django."""

from __future__ import annotations

from enum import StrEnum


class DirectiveState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class RuleKind(StrEnum):
    """A reminder goes to those who have not answered; an escalation to the post above them."""

    REMINDER = "reminder"
    ESCALATION = "escalation"

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.directives.types import DirectiveState, RuleKind


class Directive(models.Model):
    """What an office says and to whom. Once issued, its dispatch has the same id.

    ``audience`` is the draft's rule as JSON (keys of ``cascade.types.Audience``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.TextField(default=DirectiveState.DRAFT)
    version = models.IntegerField(default=0)  # 0 until issued
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    audience = models.JSONField(default=dict)
    proof = models.TextField(default="acknowledge")
    number_labels = models.JSONField(default=dict)
    deadline_at = models.DateTimeField(null=True)
    attachments = models.JSONField(default=list)  # ``types.Attached`` as JSON: a stored file and its name
    source = models.JSONField(default=dict)  # ``types.Source`` as JSON: the meeting, for one, that it comes from
    by_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    by_appointment = models.ForeignKey(
        "organisation.Appointment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    issued_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in DirectiveState]), name="directives_state"),
        ]
        indexes = [
            models.Index(fields=["author", "changed_at"], condition=Q(state="draft"), name="directives_draft"),
            models.Index(fields=["deadline_at"], condition=Q(state="issued"), name="directives_due"),
        ]


class DirectiveVersion(models.Model):
    """One issued version, as it went out; never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="+")
    version = models.IntegerField()
    titles = models.JSONField()
    texts = models.JSONField()
    deadline_at = models.DateTimeField(null=True)
    attachments = models.JSONField(default=list)
    what_changed = models.JSONField(default=dict)
    answers_stand = models.BooleanField(default=True)
    issued_at = models.DateTimeField()
    author_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["directive", "version"], name="directives_version_once"),
        ]


class ReminderRule(models.Model):
    """The organisation's rule: so many hours before (negative) or after the deadline, tell whom.

    An escalation tells the lead post ``levels_up`` filled levels above the silent units.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.TextField(choices=[(k.value, k.value) for k in RuleKind])
    hours = models.SmallIntegerField()
    levels_up = models.SmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)


class ClosingRule(models.Model):
    """The organisation's rule: when what is running is closed by itself. One row; without it, what stands here."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    days_after_deadline = models.SmallIntegerField(default=30)
    days_without_deadline = models.SmallIntegerField(default=180)  # after the last version
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="directives_one_closing_rule")]


class Escalation(models.Model):
    """A rule fired for a dispatch: all that is stored of a reminder; who is silent is read live.

    ``due_at``: the moment that the rule named then. A corrected deadline moves it, and the rule fires again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispatch_id = models.UUIDField()
    rule = models.ForeignKey(ReminderRule, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(default=now)
    change_no = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispatch_id", "rule", "due_at"], name="directives_escalation_once"),
        ]
        indexes = [models.Index(fields=["change_no"], name="directives_escalation_change")]

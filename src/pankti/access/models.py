from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pankti.base.clock import now
from pankti.base.ids import new_id


class Account(AbstractBaseUser):
    """A person's way into the console: signs in with their phone number and a password."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "id"


class Device(models.Model):
    """One person's phone. Its token is stored as a hash; ``scope`` is what its pulls are asked with.

    ``scope_hash`` changes when the person's appointments or their units' ancestors change.
    ``ancestors``: the units above and at the person's own units, in every tree.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    token_hash = models.BinaryField(unique=True)
    name = models.TextField(default="")
    created_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True)
    first_pull_at = models.DateTimeField(null=True)
    clock_offset_ms = models.BigIntegerField(default=0)  # phone's clock minus ours, at the last sync


class Scope(models.Model):
    """What a person's phone asks with, worked out when it may have changed and not at each pull."""

    person = models.OneToOneField("people.Person", primary_key=True, on_delete=models.CASCADE, related_name="+")
    tree_epoch = models.BigIntegerField()
    digest = models.TextField()
    ancestors = ArrayField(models.UUIDField())
    units = ArrayField(models.UUIDField())
    leads = ArrayField(models.UUIDField(), default=list)
    valid_until = models.DateTimeField(null=True)  # when a dated appointment begins or ends next


class OneTimeCode(models.Model):
    """A code sent to a phone: stored hashed, good once, for ten minutes and five tries.

    It belongs to the browser that asked for it (``browser``); callers without any
    browser mark share ``loose_tries_left``, so that nobody can use up another's tries.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone_index = models.BinaryField()
    browser = models.BinaryField(default=b"")
    code_hash = models.BinaryField()
    sent_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    tries_left = models.SmallIntegerField(default=5)
    loose_tries_left = models.SmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "sent_at"], condition=Q(used_at__isnull=True), name="access_open_code"),
        ]


class KnownBrowser(models.Model):
    """A browser in which this person signed in before: it keeps its own budget of tries while others guess."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    browser = models.BinaryField()
    seen_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "browser"], name="access_known_browser_once"),
        ]


class Throttle(models.Model):
    """How often something was done in the window that began then. Keys are keyed hashes, never numbers."""

    key = models.BinaryField(primary_key=True)
    began_at = models.DateTimeField()
    count = models.IntegerField()

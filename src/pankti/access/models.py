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
    failed_count = models.SmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

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
    """A code sent to a phone: stored hashed, good once, for ten minutes and five tries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone_index = models.BinaryField()
    code_hash = models.TextField()
    sent_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    tries_left = models.SmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "sent_at"], condition=Q(used_at__isnull=True), name="access_open_code"),
        ]

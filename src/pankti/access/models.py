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
    holdings = ArrayField(models.UUIDField(), default=list)
    roots = models.TextField(default="")  # as base.sight.Sight writes them
    above = models.TextField(default="")
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


class OfficeSession(models.Model):
    """One browser in which an account is signed in to the console. ``factor`` empty: the second step is still to come.

    Django's own session row carries this one's id; ended here, it opens nothing any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.TextField(default="")
    factor = models.TextField(default="")
    opened_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)


class Passkey(models.Model):
    """A key of an account's own device or stick. ``credential`` is public: with it the key's signatures are checked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)  # grows with each use where the key counts; less means a copy
    name = models.TextField()
    added_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(null=True)


class CodeApp(models.Model):
    """The secret that an account shares with an app of six-digit codes (TOTP), sealed by the ring of field keys."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    ciphertext = models.BinaryField()
    key_id = models.SmallIntegerField()
    added_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)  # until a first code was right it counts for nothing
    last_step = models.BigIntegerField(default=0)  # the half-minute of the last code taken: none is taken twice
    used_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """One of the codes on paper that open the second step without phone or key; hashed, good once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    code_hash = models.BinaryField()
    used_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """A link by which one person becomes the holder of one post at one unit; good once, for a while.

    It is worth as much as its maker's right is when it is taken. ``number_hash``: the only number that may take it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.BinaryField(unique=True)
    post = models.ForeignKey("organisation.Post", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    made_as = models.ForeignKey("organisation.Appointment", on_delete=models.SET_NULL, null=True, related_name="+")
    number_hash = models.BinaryField(null=True)
    note = models.TextField(default="")  # for whom it is, in its maker's words; only they see it
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    appointment = models.ForeignKey("organisation.Appointment", on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="access_invitation_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(revoked_at__isnull=True), name="access_invitation_one_end"
            ),
        ]


class Delegation(models.Model):
    """One right over one unit and below, lent by a holder to one person until a moment.

    It is worth what its giver's own post gives while it lasts: when that post ends, so does this.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    right = models.TextField()
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    given_by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(default="")
    began_at = models.DateTimeField(default=now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("began_at")), name="access_delegation_ends_later"),
            models.CheckConstraint(condition=~Q(person=models.F("given_by")), name="access_delegation_to_another"),
            models.UniqueConstraint(
                fields=["person", "unit", "right", "given_by"],
                condition=Q(ended_at__isnull=True),
                name="access_delegation_once",
            ),
        ]

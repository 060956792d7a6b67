"""What access keeps of persons: how they come in, and with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pankti.access.actions.sweep import KEEP, KEEP_BROWSERS, sweep_sign_in
from pankti.access.models import (
    Account,
    CodeApp,
    Delegation,
    Device,
    Invitation,
    KnownBrowser,
    OfficeSession,
    Passkey,
    Scope,
)
from pankti.base.clock import now
from pankti.base.personal import (
    A_YEAR_AFTER,
    NAMELESS,
    NOBODY,
    REMOVED,
    SELF,
    SELF_AND_ABOVE,
    UNTIL_ERASED,
    Basis,
    Kept,
    Room,
    Section,
    Sweep,
    Table,
)
from pankti.base.words import in_language

YEAR = timedelta(days=365)
_CAME = _("To keep the account safe: to see and end what is signed in.")
_DAYS = _("Two days.")

TABLES = (
    Table(
        "access.Account",
        (
            Kept(
                "password last_login",
                _("The password as a mark that cannot be read back, and the last sign-in"),
                _("To sign in to the console."),
                Basis.SECURITY,
                UNTIL_ERASED,
                NOBODY,
                REMOVED,
            ),
        ),
        "id person is_active",
    ),
    Table(
        "access.Device",
        (
            Kept(
                "token_hash name created_at seen_at revoked_at first_pull_at clock_offset_ms",
                _("Phones that signed in: their name, since when, when last here"),
                _CAME,
                Basis.SECURITY,
                A_YEAR_AFTER,
                SELF_AND_ABOVE,
                _("Signed out, its name removed; the rest goes after the law's year."),
            ),
        ),
        "id person",
    ),
    Table(
        "access.Scope",
        (
            Kept(
                "digest ancestors units leads holdings roots above",
                _("The person's units and those above, worked out once"),
                _("So that a phone's question is answered quickly."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_AND_ABOVE,
                REMOVED,
            ),
        ),
        "person tree_epoch valid_until",
    ),
    Table(
        "access.OneTimeCode",
        (
            Kept(
                "phone_index browser code_hash",
                _("A one-time code and the number that it went to, as marks"),
                _("To sign in on a phone."),
                Basis.SECURITY,
                _DAYS,
                NOBODY,
                REMOVED,
            ),
        ),
        "id sent_at expires_at tries_left loose_tries_left used_at",
        open_because=_("Asked before anybody is known; it holds only marks and goes after two days."),
    ),
    Table(
        "access.KnownBrowser",
        (
            Kept(
                "browser seen_at",
                _("Browsers in which the person signed in before, as marks"),
                _("So that somebody else's guessing does not lock the person out."),
                Basis.SECURITY,
                _("Until it has not been back for 400 days."),
                NOBODY,
                REMOVED,
            ),
        ),
        "id person",
    ),
    Table("access.Throttle", impersonal="key began_at count"),
    Table(
        "access.OfficeSession",
        (
            Kept(
                "name factor opened_at seen_at ended_at",
                _("Browsers that are or were signed in to the console"),
                _CAME,
                Basis.SECURITY,
                A_YEAR_AFTER,
                SELF_AND_ABOVE,
                REMOVED,
            ),
        ),
        "id account",
    ),
    Table(
        "access.Passkey",
        (
            Kept(
                "credential_id credential sign_count name added_at used_at",
                _("Passkeys: the public half and the name given to it"),
                _("The second step of offices."),
                Basis.SECURITY,
                UNTIL_ERASED,
                SELF,
                REMOVED,
            ),
        ),
        "id account",
    ),
    Table(
        "access.CodeApp",
        (
            Kept(
                "ciphertext added_at confirmed_at last_step used_at",
                _("The secret shared with an app of six-digit codes, sealed"),
                _("The second step of offices."),
                Basis.SECURITY,
                UNTIL_ERASED,
                NOBODY,
                REMOVED,
            ),
        ),
        "id account key_id",
    ),
    Table(
        "access.RecoveryCode",
        (
            Kept(
                "code_hash used_at",
                _("Recovery codes, as marks"),
                _("The second step of offices."),
                Basis.SECURITY,
                UNTIL_ERASED,
                NOBODY,
                REMOVED,
            ),
        ),
        "id account",
    ),
    Table(
        "access.Invitation",
        (
            Kept(
                "number_hash note made_by taken_by",
                _("Who invited whom to a post, with a note in the maker's words"),
                _("To bring the right person into the post."),
                Basis.GIVEN,
                A_YEAR_AFTER,
                SELF_AND_ABOVE,
                _("The note and the number's mark are removed."),
            ),
        ),
        "id token_hash post unit made_as made_at expires_at revoked_at taken_at appointment undone_at",
    ),
    Table(
        "access.Delegation",
        (
            Kept(
                "person given_by right unit reason",
                _("Rights that were lent to or by the person, and why"),
                _("So that a right always shows from where it comes."),
                Basis.GIVEN,
                A_YEAR_AFTER,
                SELF_AND_ABOVE,
                NAMELESS,
            ),
        ),
        "id began_at until ended_at",
    ),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    phones = [
        {
            str(_("Phone")): row.name,
            str(_("Signed in")): row.created_at,
            str(_("Last here")): row.seen_at,
            str(_("Ended")): row.revoked_at,
        }
        for row in Device.objects.filter(person_id=person_id).order_by("created_at")
    ]
    browsers = [
        {
            str(_("Browser")): row.name,
            str(_("Signed in")): row.opened_at,
            str(_("Last here")): row.seen_at,
            str(_("Ended")): row.ended_at,
        }
        for row in OfficeSession.objects.filter(account__person_id=person_id).order_by("opened_at")
    ]
    ways: list[Mapping[str, object]] = [
        *(
            {str(_("Passkey")): row.name, str(_("Added")): row.added_at}
            for row in Passkey.objects.filter(account__person_id=person_id)
        ),
        *(
            {str(_("App of codes")): "••••", str(_("Added")): row.added_at}
            for row in CodeApp.objects.filter(account__person_id=person_id)
        ),
        *(
            {str(_("Last sign-in with the password")): row.last_login}
            for row in Account.objects.filter(person_id=person_id)
        ),
        *(
            {str(_("Known browser, last here")): row.seen_at}
            for row in KnownBrowser.objects.filter(person_id=person_id)
        ),
    ]
    invitations = [
        {str(_("Made")): row.made_at, str(_("Note")): row.note if row.made_by_id == person_id else ""}
        for row in Invitation.objects.filter(Q(made_by=person_id) | Q(taken_by=person_id)).order_by("made_at")
    ]
    lent = [
        {
            str(_("Right")): row.right,
            str(_("Unit")): in_language(row.unit.names, language),
            str(_("Since")): row.began_at,
            str(_("Until")): row.until,
            str(_("Reason")): row.reason,
        }
        for row in Delegation.objects.filter(Q(person=person_id) | Q(given_by=person_id)).select_related("unit")
    ]
    return [
        Section(_("Your phones"), phones),
        Section(_("Where you were signed in"), browsers),
        Section(_("Your ways to sign in"), ways),
        Section(_("Invitations that you made or took"), invitations),
        Section(_("Rights lent to you or by you"), lent),
    ]


def erase(person_id: UUID) -> None:
    """Every way in ends now. A phone stays as ended, so that it is told to wipe itself when it next connects."""
    Account.objects.filter(person_id=person_id).delete()  # sessions, passkeys, apps and codes go with it
    KnownBrowser.objects.filter(person_id=person_id).delete()
    Scope.objects.filter(person_id=person_id).delete()
    Device.objects.filter(person_id=person_id, revoked_at=None).update(revoked_at=now())
    Device.objects.filter(person_id=person_id).exclude(name="").update(name="")
    Invitation.objects.filter(Q(made_by=person_id) | Q(taken_by=person_id)).update(note="", number_hash=None)
    Delegation.objects.filter(Q(person=person_id) | Q(given_by=person_id)).exclude(reason="").update(reason="")
    Delegation.objects.filter(Q(person=person_id) | Q(given_by=person_id), ended_at=None).update(ended_at=now())


def _drop(
    rows: QuerySet[Device] | QuerySet[OfficeSession] | QuerySet[Invitation] | QuerySet[Delegation], most: int
) -> int:
    ids = list(rows.values_list("id", flat=True)[:most])
    return rows.model._default_manager.filter(id__in=ids).delete()[0] if ids else 0


SWEEPS = (
    Sweep(
        "access.sign_in",
        _("Codes, counts, console sessions that ran out, browsers long unseen"),
        min(KEEP, KEEP_BROWSERS),
        lambda _most: sweep_sign_in(),
    ),
    Sweep(
        "access.devices",
        _("Phones that were signed out"),
        YEAR,
        lambda most: _drop(Device.objects.filter(revoked_at__lt=now() - YEAR), most),
    ),
    Sweep(
        "access.office_sessions",
        _("Console sessions that ended"),
        YEAR,
        lambda most: _drop(OfficeSession.objects.filter(ended_at__lt=now() - YEAR), most),
    ),
    Sweep(
        "access.invitations",
        _("Invitations that are over"),
        YEAR,
        lambda most: _drop(Invitation.objects.filter(expires_at__lt=now() - YEAR), most),
    ),
    Sweep(
        "access.delegations",
        _("Rights that were lent"),
        YEAR,
        lambda most: _drop(Delegation.objects.filter(until__lt=now() - YEAR), most),
    ),
)

ROOM = Room("access", TABLES, export=export, erase=erase, sweeps=SWEEPS)

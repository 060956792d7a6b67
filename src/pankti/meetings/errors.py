from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class MeetingFault(DomainError):
    """Something in the way of calling a meeting; ``field`` is the form's field beside which it is told."""

    field = ""


class NothingSaid(MeetingFault):
    code = "nothing_said"
    field = "title"
    sentence = _("The meeting has no title yet. Give it one in at least one language.")


class NoPostToCall(DomainError):
    code = "no_post_to_call"
    status = 404
    sentence = _("None of your posts may call meetings. Ask the office above you.")


class AlreadyCalled(DomainError):
    code = "already_called"
    sentence = _("This meeting has already been called. To change it, open it and choose “Change”.")


class MeetingOver(DomainError):
    code = "meeting_over"
    sentence = _("This meeting has been held or cancelled, so it cannot be changed any more.")


class ChangedWithAll(DomainError):
    code = "changed_with_all"
    sentence = _("This is one session of a conference. It is shifted, stopped and reported with the conference.")


class NotYetOver(DomainError):
    code = "not_yet_over"
    sentence = _("This meeting ends on %(ends)s. It can be marked as held after that.")


class NoTime(MeetingFault):
    code = "no_time"
    field = "starts_on"
    sentence = _("Say on which day and at what time the meeting begins.")


class EndsBeforeStart(MeetingFault):
    code = "ends_before_start"
    field = "ends_time"
    sentence = _("The meeting would end before it begins. Give a later time for its end.")


class InThePast(MeetingFault):
    code = "in_the_past"
    field = "starts_on"
    sentence = _("That moment is already over. Choose a later one.")


class NoPlace(MeetingFault):
    code = "no_place"
    field = "place"
    sentence = _("People are to come in person, but no place is given. Name the place, or choose “by video”.")


class NoLink(MeetingFault):
    code = "no_link"
    field = "link"
    sentence = _("The meeting is by video, but there is no room yet. Give its link or have a room made.")


class LinkUnreadable(MeetingFault):
    code = "link_unreadable"
    field = "link"
    sentence = _("That is no link that a phone can open. It begins with https://")


class PlaceOfWorship(MeetingFault):
    code = "place_of_worship"
    field = "place"
    sentence = _(
        "A political body may not meet in a place of worship: the Religious Institutions (Prevention of Misuse) Act,"
        " 1988 forbids it. Choose another place."
    )


class AgendaTooLong(MeetingFault):
    code = "agenda_too_long"
    field = "agenda"
    sentence = _("The agenda has %(items)s items; nobody gets through more than %(limit)s. Take some away.")


class UnitClosed(MeetingFault):
    code = "unit_closed"
    field = "unit"
    sentence = _("The unit %(unit)s does not exist any more. Choose the unit that took its place.")


class UnitMerged(MeetingFault):
    code = "unit_merged"
    field = "unit"
    sentence = _("The unit %(unit)s was merged into %(heir)s. Choose %(heir)s for this meeting.")


class NoChair(MeetingFault):
    code = "no_chair"
    field = "parts"
    sentence = _("Nobody is named to chair the meeting. Choose who takes the chair.")


class PartGone(MeetingFault):
    code = "part_gone"
    field = "parts"
    sentence = _("%(name)s does not hold the post any more with which they are named. Choose somebody else.")


class PartResting(MeetingFault):
    code = "part_resting"
    field = "parts"
    sentence = _("%(name)s is suspended and cannot take part now. Choose somebody else.")


class NothingChanged(DomainError):
    code = "nothing_changed"
    sentence = _("Nothing is different from before. Change something first, or go back.")


class ChangeUnsaid(DomainError):
    code = "change_unsaid"
    sentence = _("Say in a few words what has changed: those who were called need to know.")


class CancelUnsaid(DomainError):
    code = "cancel_unsaid"
    sentence = _("Say in a few words why the meeting is cancelled. Everybody who was called reads this.")


class TemplateUnnamed(DomainError):
    code = "template_unnamed"
    sentence = _("Give the agenda a name and at least one item.")


class CalendarUnreadable(DomainError):
    code = "calendar_unreadable"
    sentence = _("This is not a calendar reply. Send us the file that the calendar made, or answer in the app.")


class ReplyWithoutZone(DomainError):
    code = "reply_without_zone"
    sentence = _(
        "The reply names a time but not its time zone, so that it cannot be told which moment is meant."
        " Nothing was changed: answer again from the calendar, or in the app."
    )


class ReplyUnknown(DomainError):
    code = "reply_unknown"
    sentence = _("This reply belongs to no meeting to which you were called.")


class ReplyOld(DomainError):
    code = "reply_old"
    sentence = _("This reply is to an earlier version of the meeting. Open the new invitation and answer that one.")


class NoSlot(DomainError):
    code = "no_slot"
    sentence = _("No time is given for the sessions. Give at least one.")


class NobodyHosts(DomainError):
    code = "nobody_hosts"
    sentence = _("No unit is chosen, so there would be no session. Choose where the sessions are held.")

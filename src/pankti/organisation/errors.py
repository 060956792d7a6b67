"""What the organisation room refuses, in sentences that say what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class SchemeUnknown(DomainError):
    code = "scheme_unknown"
    status = 404
    sentence = _("There is no scheme called “%(code)s”. Known schemes: %(known)s.")


class SchemeFaulty(DomainError):
    code = "scheme_faulty"
    sentence = _("The scheme “%(code)s” cannot be loaded: %(fault)s")


class SchemeTaken(DomainError):
    code = "scheme_taken"
    status = 409
    sentence = _(
        "This organisation already works by the scheme “%(held)s” and has units of it. Start another database."
    )


class NoScheme(DomainError):
    code = "no_scheme"
    status = 409
    sentence = _("No scheme of levels is loaded yet. Load one first: ./pankti manage load_scheme in-organisation")


class TooManyChildren(DomainError):
    code = "too_many_children"
    sentence = _("One unit would have more than %(most)d units right under it. Give the list a level in between.")


class ListRefused(DomainError):
    code = "list_refused"
    sentence = _("%(why)s")


class ForbiddenColumn(DomainError):
    code = "forbidden_column"
    sentence = _(
        "%(file)s is refused as a whole: its column “%(column)s” %(kind)s. Pankti never stores or reads that"
        " about anybody. Take the column out of the list and delete the file that held it."
    )


class UnitUnknown(DomainError):
    code = "unit_unknown"
    status = 404
    sentence = _("There is no unit “%(code)s”. Give a unit's id, or its code, or level:code.")


class LevelNotGroupable(DomainError):
    code = "level_not_groupable"
    sentence = _("The level “%(level)s” cannot be built: it needs a level above and one below it in the main tree.")


class PersonUnknown(DomainError):
    code = "person_unknown"
    status = 404
    sentence = _("This person is not there, or you may not see them. Find them in the list of people first.")


class PostUnknown(DomainError):
    code = "post_unknown"
    status = 404
    sentence = _("There is no such post. Choose one from the list of posts.")


class PostOfOtherLevel(DomainError):
    code = "post_of_other_level"
    sentence = _(
        "The post “%(post)s” belongs to the level %(level)s, and this unit is of another. Choose a post of it."
    )


class PostRetired(DomainError):
    code = "post_retired"
    status = 409
    sentence = _("The post “%(post)s” is no longer filled. Choose another, or bring it back in the list of posts.")


class UnitClosed(DomainError):
    code = "unit_closed"
    status = 409
    sentence = _("This unit is closed. Choose the one that followed it.")


class NotYoursToFill(DomainError):
    code = "not_yours_to_fill"
    status = 403
    sentence = _("The post “%(post)s” is filled from the level above. Ask there.")


class MoreThanOwnRights(DomainError):
    code = "more_than_own_rights"
    status = 403
    sentence = _("The post “%(post)s” gives the right “%(right)s”, which you do not have here. Ask the level above.")


class AlreadyHeld(DomainError):
    code = "already_held"
    status = 409
    sentence = _("This person already holds the post “%(post)s” here, since %(since)s. Nothing was changed.")


class PostFilled(DomainError):
    code = "post_filled"
    status = 409
    sentence = _(
        "The post “%(post)s” has one holder at a time and is filled."
        " Hand it over, or end the present appointment first."
    )


class TeamFull(DomainError):
    code = "team_full"
    status = 409
    sentence = _(
        "All %(strength)s places of the post “%(post)s” are filled here."
        " End an appointment first, or raise the strength."
    )


class TermBackwards(DomainError):
    code = "term_backwards"
    sentence = _("The term would end before it starts. Give an end after the start.")


class AppointmentOver(DomainError):
    code = "appointment_over"
    status = 409
    sentence = _("This appointment has already ended. Nothing was changed.")


class AlreadySuspended(DomainError):
    code = "already_suspended"
    status = 409
    sentence = _("This holder is already suspended. Nothing was changed.")


class NotSuspended(DomainError):
    code = "not_suspended"
    status = 409
    sentence = _("This holder is not suspended. Nothing was changed.")


class ReasonNeeded(DomainError):
    code = "reason_needed"
    sentence = _("Say why in a few words. It is kept with the order.")


class SamePerson(DomainError):
    code = "same_person"
    sentence = _("Choose somebody else: a post is handed over to another person.")


class MovedBeforeItBegan(DomainError):
    code = "moved_before_it_began"
    sentence = _("This person moved into their present home later than that day. Choose a later day.")


class NameNeeded(DomainError):
    code = "name_needed"
    sentence = _("Give it a name in each language of the organisation.")


class CodeTaken(DomainError):
    code = "code_taken"
    status = 409
    sentence = _("There is already a post or wing with the code “%(code)s”. Choose another.")


class CodeFaulty(DomainError):
    code = "code_faulty"
    sentence = _("A code is made of small Latin letters, digits and hyphens, such as district-operator.")


class LevelUnknown(DomainError):
    code = "level_unknown"
    sentence = _("Choose the level at which the post stands.")


class WingUnknown(DomainError):
    code = "wing_unknown"
    sentence = _("Choose one of the organisation's wings, or none.")


class RightUnknown(DomainError):
    code = "right_unknown"
    sentence = _("There is no right called “%(right)s”.")


class LeadTaken(DomainError):
    code = "lead_taken"
    status = 409
    sentence = _("At this level “%(post)s” already answers for the unit. Take that from it first.")


class LevelFixed(DomainError):
    code = "level_fixed"
    status = 409
    sentence = _("The post has had holders, so its level stays. Make a new post instead.")


class CountFaulty(DomainError):
    code = "count_faulty"
    sentence = _("Give a whole number from %(least)s to %(most)s, or leave it empty.")


class StillHeld(DomainError):
    code = "still_held"
    status = 409
    sentence = _("%(count)s people hold this now. End their appointments first, or hand them over.")


class PlanFaulty(DomainError):
    code = "plan_faulty"
    sentence = _("The plan cannot be carried out as it stands: %(first)s")


class PlanNotOpen(DomainError):
    code = "plan_not_open"
    status = 409
    sentence = _("This plan is approved, applied or discarded already and is not changed any more.")


class PlanNotApproved(DomainError):
    code = "plan_not_approved"
    status = 409
    sentence = _("Only an approved plan is applied. Have it approved first.")


class PlanNotApplied(DomainError):
    code = "plan_not_applied"
    status = 409
    sentence = _("Only what was applied can be undone.")


class CodesUnknown(DomainError):
    code = "codes_unknown"
    sentence = _("No unit within your reach has the code %(codes)s. Nothing of the list was taken.")


class ReconstitutionClosed(DomainError):
    code = "reconstitution_closed"
    status = 409
    sentence = _("This reconstitution is no longer open for that. Load the page again to see how it stands.")


class NotHeard(DomainError):
    code = "not_heard"
    sentence = _("A person is heard before they are removed: write down the day and what they said.")


class SecondPersonNeeded(DomainError):
    code = "second_person_needed"
    status = 403
    sentence = _("A second person from above decides: not the one who proposed it.")


class TeamChanged(DomainError):
    code = "team_changed"
    status = 409
    sentence = _("The team has changed since this was proposed. Send it back and look at it again.")


class NothingProposed(DomainError):
    code = "nothing_proposed"
    sentence = _("Nothing would change. Remove or add somebody first.")


class TeamDoesNotFit(DomainError):
    code = "team_does_not_fit"
    sentence = _("%(why)s")

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

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.audit.types import register, register_subjects
from pankti.base.personal import register_room
from pankti.base.shell import NavItem, register_nav
from pankti.organisation.reorganising.kept_paths import register_kept_paths
from pankti.reviews.events import EVENTS


class ReviewsConfig(AppConfig):
    name = "pankti.reviews"
    label = "reviews"

    def ready(self) -> None:
        from pankti.organisation.reorganising.following import register_follower  # noqa: PLC0415
        from pankti.reviews.audited import SUBJECTS  # noqa: PLC0415 - models are ready only now
        from pankti.reviews.following import Followers  # noqa: PLC0415
        from pankti.reviews.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_subjects(*SUBJECTS)
        register_nav(
            NavItem(
                _("Reviews"), "reviews:list", order=22, right="meeting.view", icon="calendar", within="meetings:list"
            )
        )
        register_room(ROOM)
        register_follower(Followers)
        register_kept_paths("reviews_cadence", "path")
        register_kept_paths("reviews_review", "path")

"""What other rooms read of meetings. Reach is asked here, so that no view can forget it."""

from pankti.meetings.queries.pages import find_meetings, get_meeting, list_meetings, list_versions

__all__ = ["find_meetings", "get_meeting", "list_meetings", "list_versions"]

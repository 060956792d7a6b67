"""What others read of the record: one meeting's, and a unit's decisions with what became of them."""

from pankti.minutes.queries.decisions import list_decisions
from pankti.minutes.queries.history import list_entry_versions
from pankti.minutes.queries.records import get_record, get_recorded_meeting, may_write

__all__ = ["get_record", "get_recorded_meeting", "list_decisions", "list_entry_versions", "may_write"]

"""Whom a name in a video room means: written names read, compared by sound, and judged with a stated certainty."""

from pankti.attendance.matching.judge import TAKE, Known, Verdict, judge
from pankti.attendance.matching.read import Written, alias_key, read_written

__all__ = ["TAKE", "Known", "Verdict", "Written", "alias_key", "judge", "read_written"]

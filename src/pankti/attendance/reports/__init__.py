"""Lists of participants as video services save them, whatever their language, encoding and order of columns."""

from pankti.attendance.reports.parse import Parsed, Stay, read_list

__all__ = ["Parsed", "Stay", "read_list"]

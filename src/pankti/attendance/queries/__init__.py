"""What other rooms may ask: who came, how many, of which units. Rows are those that the reader may see."""

from pankti.attendance.queries.heads import count_by_unit, count_present
from pankti.attendance.queries.present import list_present

__all__ = ["count_by_unit", "count_present", "list_present"]

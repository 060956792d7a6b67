"""Boards and what hangs on them, as frozen values. Every function takes the actor and asks the right itself."""

from pankti.insights.queries.boards import (
    get_board,
    get_curve,
    get_mark,
    get_top_unit,
    is_moving,
    is_over,
    list_answerable,
    list_children,
    list_crumbs,
)
from pankti.insights.queries.maps import list_shapes
from pankti.insights.queries.silent import STATES, iterate_silent, list_silent
from pankti.insights.queries.units import get_unit_page, list_trend

__all__ = [
    "STATES",
    "get_board",
    "get_curve",
    "get_mark",
    "get_top_unit",
    "get_unit_page",
    "is_moving",
    "is_over",
    "iterate_silent",
    "list_answerable",
    "list_children",
    "list_crumbs",
    "list_shapes",
    "list_silent",
    "list_trend",
]

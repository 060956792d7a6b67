"""What other rooms read of the organisation. Reach is the caller's business: nothing here asks who reads.

Others import the names from here; the files below are by noun.
"""

from pankti.organisation.queries.export import EXPORT_HEADER, iterate_export
from pankti.organisation.queries.installation import (
    find_organisation,
    get_main_tree,
    get_organisation,
    get_shape,
    list_levels,
    list_trees,
)
from pankti.organisation.queries.leads import lead_of, nearest_filled_lead_above
from pankti.organisation.queries.units import (
    count_children,
    find_placement,
    find_unit_at,
    find_unit_by,
    get_unit,
    list_ancestors,
    list_children,
    list_placements,
    list_roots,
    list_units,
    search_units,
)

__all__ = [
    "EXPORT_HEADER",
    "count_children",
    "find_organisation",
    "find_placement",
    "find_unit_at",
    "find_unit_by",
    "get_main_tree",
    "get_organisation",
    "get_shape",
    "get_unit",
    "iterate_export",
    "lead_of",
    "list_ancestors",
    "list_children",
    "list_levels",
    "list_placements",
    "list_roots",
    "list_trees",
    "list_units",
    "nearest_filled_lead_above",
    "search_units",
]

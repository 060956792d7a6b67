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
from pankti.organisation.queries.people import list_held, list_homes, list_people, rows_of, search_people
from pankti.organisation.queries.posts import get_post, list_posts, list_wings
from pankti.organisation.queries.strength import (
    add_up,
    count_strength,
    count_subtree,
    list_teams_below,
)
from pankti.organisation.queries.teams import (
    get_appointment,
    get_order,
    get_team,
    list_history_of_person,
    list_history_of_post,
    list_orders,
)
from pankti.organisation.queries.units import (
    count_children,
    find_beside,
    find_placement,
    find_reach,
    find_unit_at,
    find_unit_by,
    get_unit,
    list_ancestors,
    list_children,
    list_children_beside,
    list_placements,
    list_roots,
    list_units,
    search_units,
)

__all__ = [
    "EXPORT_HEADER",
    "add_up",
    "count_children",
    "count_strength",
    "count_subtree",
    "find_beside",
    "find_organisation",
    "find_placement",
    "find_reach",
    "find_unit_at",
    "find_unit_by",
    "get_appointment",
    "get_main_tree",
    "get_order",
    "get_organisation",
    "get_post",
    "get_shape",
    "get_team",
    "get_unit",
    "iterate_export",
    "lead_of",
    "list_ancestors",
    "list_children",
    "list_children_beside",
    "list_held",
    "list_history_of_person",
    "list_history_of_post",
    "list_homes",
    "list_levels",
    "list_orders",
    "list_people",
    "list_placements",
    "list_posts",
    "list_roots",
    "list_teams_below",
    "list_trees",
    "list_units",
    "list_wings",
    "nearest_filled_lead_above",
    "rows_of",
    "search_people",
    "search_units",
]

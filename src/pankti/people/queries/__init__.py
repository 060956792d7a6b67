"""What other rooms read of people. Others import the names from here; the files below are by noun."""

from pankti.people.queries.contacts import (
    count_others,
    find_person_by_phone,
    find_phone,
    list_contacts,
    list_people_by_phone,
    list_phones,
    name_people,
)
from pankti.people.queries.persons import (
    count_lookalikes,
    get_person,
    list_all_skills,
    list_lookalikes,
    list_merges,
    list_persons,
    list_skills,
    roots_of,
)
from pankti.people.queries.search import find_names

__all__ = [
    "count_lookalikes",
    "count_others",
    "find_names",
    "find_person_by_phone",
    "find_phone",
    "get_person",
    "list_all_skills",
    "list_contacts",
    "list_lookalikes",
    "list_merges",
    "list_people_by_phone",
    "list_persons",
    "list_phones",
    "list_skills",
    "name_people",
    "roots_of",
]

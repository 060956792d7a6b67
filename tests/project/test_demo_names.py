"""Invented names: Devanagari and Latin side by side, nothing that tells of caste or religion, nobody famous."""

from __future__ import annotations

import re

import phonenumbers

from pankti.project.demo import holders, names

DEVANAGARI = re.compile(r"[\u0900-\u097F ,]+")
LATIN = re.compile(r"[A-Z][a-zA-Z ]+")
MARKED = (
    "singh sharma verma yadav mishra pandey tiwari dubey gupta agarwal jatav paswan kurmi lodhi maurya khan ansari "
    "ahmad ali jain thakur rajput chauhan kushwaha patel reddy nair iyer das kaur gill joshi trivedi chaturvedi shukla"
)
FAMOUS = (
    "Naveen Patnaik",
    "Nitish Kumar",
    "Rajendra Prasad",
    "Kanhaiya Kumar",
    "Meira Kumar",
    "Ravi Prasad",
    "Rahul Kumar",
    "Narendra Kumar",
    "Akhilesh Kumar",
    "Subhash Chandra",
    "Rabri Devi",
    "Gayatri Devi",
    "Renu Devi",
    "Manoj Kumar",
    "Akshay Kumar",
    "Kishore Kumar",
    "Lata Kumari",
)


def test_both_scripts_are_what_they_say() -> None:
    for hindi, latin in [*names.PEOPLE, *names.VILLAGES]:
        assert DEVANAGARI.fullmatch(hindi)
        assert LATIN.fullmatch(latin)


def test_no_name_is_marked_or_famous() -> None:
    everybody = {english for _, english in names.PEOPLE}

    assert not everybody & set(FAMOUS)
    assert not everybody & names.AVOIDED
    assert not {word.lower() for name in everybody for word in name.split()} & set(MARKED.split())


def test_villages_are_many_and_distinct() -> None:
    assert len({hindi for hindi, _ in names.VILLAGES}) == len(names.VILLAGES) > 5_000
    assert names.shuffled_villages(1) != names.shuffled_villages(2)


def test_numbers_parse() -> None:
    for person in (0, 1, 2_600_000):
        number = phonenumbers.parse(holders.phone_of(person))
        assert phonenumbers.is_valid_number(number)
        assert holders.phone_of(person).startswith("+9190")


def test_provinces_have_distinct_names() -> None:
    provinces = {names.province_name(number)[1] for number in range(36)}

    assert len(provinces) == 36

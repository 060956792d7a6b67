from __future__ import annotations

import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from pankti.base.ids import new_id
from pankti.people.errors import PhoneUnreadable
from pankti.people.phones import mask_phone, read_phone
from pankti.people.vault import Unopenable, check_ring, encrypt_phones, indexes_of, seal, unseal

DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
numbers = st.integers(min_value=9_000_000_000, max_value=9_009_999_999).map(str)


@given(
    number=numbers,
    gaps=st.lists(st.integers(min_value=1, max_value=9), max_size=3),
    prefix=st.sampled_from(["", "0", "+91", "0091", "+91-"]),
)
def test_however_it_is_written_it_is_one_number(number: str, gaps: list[int], prefix: str) -> None:
    written = number
    for gap in sorted(gaps, reverse=True):
        written = f"{written[:gap]} {written[gap:]}"

    assert read_phone(prefix + written) == f"+91{number}"
    assert read_phone(f"  {prefix}{written.translate(DEVANAGARI)} ") == f"+91{number}"


def test_numbers_of_other_countries_keep_their_code() -> None:
    assert read_phone("+44 7911 123456") == "+447911123456"


@pytest.mark.parametrize(
    "written", ["", "x", "12345", "90000000012", "+91", "9000000001 ext 4", "=9000000001+1" * 9, "\x00"]
)
def test_what_cannot_be_called_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(PhoneUnreadable) as refusal:
        read_phone(written)
    assert not refusal.value.fields
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


@given(number=numbers)
def test_what_is_sealed_opens_again_and_only_in_its_own_row(number: str) -> None:
    row, other = new_id(), new_id()
    sealed = seal(row, f"+91{number}")

    assert unseal(row, sealed.ciphertext, sealed.key_id) == f"+91{number}"
    assert number.encode() not in sealed.ciphertext
    assert sealed.blind_index == indexes_of(f"+91{number}")[-1]
    with pytest.raises(Unopenable) as refusal:
        unseal(other, sealed.ciphertext, sealed.key_id)
    assert number not in str(refusal.value)
    with pytest.raises(Unopenable):
        unseal(row, sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1]), sealed.key_id)


def test_two_sealings_of_one_number_look_different() -> None:
    row = new_id()
    assert seal(row, "+919000000001").ciphertext != seal(row, "+919000000001").ciphertext


@pytest.mark.parametrize(
    "ring", ["1", "1:short", "1:!!", "x:" + "A" * 43 + "=", "1:AAAA,2:AAAA", "1:" + "A" * 43 + "=,1:" + "B" * 43 + "="]
)
def test_a_ring_that_cannot_be_used_is_refused_without_showing_it(ring: str, settings: Settings) -> None:
    settings.FIELD_KEYS = ring
    with pytest.raises(ImproperlyConfigured) as refusal:
        check_ring()
    assert "AAAA" not in str(refusal.value)


def test_many_are_sealed_in_moments() -> None:
    rows = [(new_id(), f"+91{9_000_000_000 + n}") for n in range(20_000)]
    began = time.perf_counter()
    assert len(encrypt_phones(rows)) == 20_000
    assert time.perf_counter() - began < 2


def test_a_mask_shows_four_digits() -> None:
    assert mask_phone("+919000001234") == "••••1234"

from __future__ import annotations

import io

import pytest

from pankti.base.csv import BOM, safe_cell, stream_csv, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+91", "-x", "@a", "\t=1", "  =HYPERLINK(1)", "\r=2", "＝1"])
def test_a_formula_is_kept_as_text(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(("value", "cell"), [(None, ""), (-3, "-3"), (2.5, "2.5"), ("राम", "राम"), ("a=b", "a=b")])
def test_other_values_stay_as_they_are(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


def test_the_first_line_carries_the_mark() -> None:
    to = io.StringIO(newline="")

    assert write_csv(to, ["नाम"], [["=x"], ["y, z"]]) == 2
    assert to.getvalue() == BOM + 'नाम\r\n\'=x\r\n"y, z"\r\n'
    assert "".join(stream_csv(["नाम"], [["=x"], ["y, z"]])) == to.getvalue()

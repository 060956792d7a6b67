from __future__ import annotations

import pytest

from tests.makers.organisation import make_cast, path_of


@pytest.mark.django_db
def test_the_cast_hangs_in_one_tree() -> None:
    cast = make_cast()

    assert path_of(cast.booths[0]).startswith(path_of(cast.middle))
    assert not path_of(cast.other_booths[0]).startswith(path_of(cast.middle))

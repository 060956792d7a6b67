from __future__ import annotations

import pytest
from django.core.management import call_command

from pankti.fieldsync.models import Epoch


@pytest.mark.django_db
def test_a_restore_to_an_earlier_moment_is_followed_by_a_new_epoch() -> None:
    call_command("begin_epoch")

    assert Epoch.objects.get(id=1).n == 2

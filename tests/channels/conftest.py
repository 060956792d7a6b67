"""The stand-ins of the video services, and an account at each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from pankti.channels.practice import Practice


@pytest.fixture
def practice(settings: Settings) -> Iterator[Practice]:
    """Zoom and Jitsi on this machine, which the adapters may ask although it stands inside."""
    settings.VIDEO_INSIDE = True
    with Practice() as running:
        yield running

"""``./pankti demo`` as a newcomer types it, simulated phones and all: it serves, and what it started goes with it."""

from __future__ import annotations

import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.product import Product, alive


@pytest.fixture(scope="module")
def lively(product: Product) -> Iterator[Product]:
    """A second product on a copy of the first one's data, so that its simulated phones answer nobody's directives."""
    with tempfile.TemporaryDirectory(prefix="pankti-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        product.stop()
        try:
            subprocess.run(["cp", "-a", str(product.data), f"{folder}/data"], check=True)
            yield Product(Path(folder) / "data", is_simulated=True)
        finally:
            product.start()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_demo_serves_and_takes_all_its_children_along(lively: Product, number: signal.Signals) -> None:
    lively.start()
    try:
        assert lively.get("/readyz") == 200
    finally:
        family = lively.end(number)
    assert len(family) >= 6  # the database with its own, the web, the worker, the roll-up, the simulated phones
    assert not alive(family)


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        demo = Product(tmp_path / "data")
        demo.port = int(taken.getsockname()[1])
        with pytest.raises(AssertionError, match=f"Port {demo.port}") as failed:
            demo.start()
        demo.stop()
    assert "Traceback" not in str(failed.value)

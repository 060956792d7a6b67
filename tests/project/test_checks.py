"""What a real server is refused for, each with a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import override_settings

from pankti.project import checks
from pankti.project import settings as written
from pankti.project.processes import DEMO_MARK, CannotStart, Where, refuse_unsafe

SAFE: dict[str, Any] = {
    "DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": "k" * 50,
    "FIELD_KEYS": "1:a2V5",
    "ALLOWED_HOSTS": ["example.org"],
    "CODE_SENDER": "command",
}


@pytest.mark.django_db
def test_a_safe_server_is_let_through(settings: Any) -> None:
    for name, value in SAFE.items():
        setattr(settings, name, value)

    # Whoever runs the tests as the owner, or a superuser, is told only about that.
    assert {message.id for message in checks.check_server(None)} <= {"pankti.E007"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEMO", True, "pankti.E001"),
        ("SECRET_KEY", "insecure-laptop-key-never-on-a-server", "pankti.E002"),
        ("SECRET_KEY", "short", "pankti.E002"),
        ("FIELD_KEYS", "", "pankti.E003"),
        ("DEBUG", True, "pankti.E004"),
        ("ALLOWED_HOSTS", ["*"], "pankti.E005"),
        ("CODE_SENDER", "", "pankti.W001"),
    ],
)
def test_an_unsafe_one_is_told_why(settings: Any, name: str, value: Any, code: str) -> None:
    for safe_name, safe_value in {**SAFE, name: value}.items():
        setattr(settings, safe_name, safe_value)

    assert code in {message.id for message in checks.check_server(None)}


def test_passwords_are_kept_by_argon2() -> None:
    """The suite itself takes a cheap hash (tests/conftest.py); what serves does not."""
    with override_settings(PASSWORD_HASHERS=written.PASSWORD_HASHERS):
        kept = make_password("seven grey herons by the weir")
        assert kept.startswith("argon2$argon2id$")
        assert check_password("seven grey herons by the weir", kept)


def test_plain_http_stays_on_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PANKTI_HTTPS", raising=False)
    refuse_unsafe(Where("127.0.0.1", 8000), tmp_path)

    with pytest.raises(CannotStart, match="TLS"):
        refuse_unsafe(Where("0.0.0.0", 8000), tmp_path)  # noqa: S104


def test_the_demo_and_its_data_are_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / DEMO_MARK).touch()
    with pytest.raises(CannotStart, match="demo"):
        refuse_unsafe(Where("127.0.0.1", 8000), tmp_path)

    monkeypatch.setenv("PANKTI_DEMO", "1")
    with pytest.raises(CannotStart, match="codes"):
        refuse_unsafe(Where("127.0.0.1", 8000), tmp_path / "other")

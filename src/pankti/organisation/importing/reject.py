"""The reject file: each row that was not taken, and each cell that was left out, with row, column, value and reason."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO, Any

from django.utils.translation import gettext as _

from pankti.base.csv import open_csv_writer
from pankti.organisation.importing.drafts import Remark
from pankti.organisation.importing.reasons import say


class RejectFile:
    """Opened at the first remark, so that a clean list leaves no file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: IO[str] | None = None
        self._write: Any = None

    def __enter__(self) -> RejectFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, file: str, remark: Remark) -> None:
        """One line; the value is made safe for spreadsheets."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
            self._write = open_csv_writer(
                self._file, [_("file"), _("row"), _("column"), _("value"), _("reason"), _("taken"), _("code of reason")]
            )
        self.count += 1
        taken = _("no") if remark.is_rejected else _("yes")
        row = remark.row or ""
        self._write([file, row, remark.column, remark.value, say(remark.reason, remark.extra), taken, remark.reason])

"""Compile every ``locale/*/LC_MESSAGES/*.po`` beside itself with Babel. Run as a script by ``prepare.py``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(root: Path) -> int:
    """Write a .mo beside each .po, whole or not at all; fuzzy entries stay out. Returns how many."""
    count = 0
    for po in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3], abort_invalid=True)
        beside = po.with_suffix(f".mo.{os.getpid()}")
        with beside.open("wb") as target:
            write_mo(target, catalogue)
        beside.replace(po.with_suffix(".mo"))
        count += 1
    return count


if __name__ == "__main__":
    compile_catalogues(Path(sys.argv[1]))

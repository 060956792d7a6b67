"""The roll-up: folds new answers as they come, and keeps head counts fresh."""

from __future__ import annotations

import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from pankti.cascade.actions.sweep import recount_shapes
from pankti.cascade.actions.tally import BATCH, fold_answers

PAUSE = 0.5
SWEEP = 5.0


class Command(BaseCommand):
    help = "Fold answers into tallies until told to stop (--once: until nothing is left)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is left to fold")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        swept = 0.0
        while not stop.is_set():
            read = 0
            try:
                read = fold_answers().answers
                if time.monotonic() - swept >= SWEEP:
                    recount_shapes()
                    swept = time.monotonic()
            except OperationalError as error:  # the database restarts: what was folded stands, the rest is read again
                self.stderr.write(f"fold: {type(error).__name__}, trying again")
                stop.wait(1)
            finally:
                close_old_connections()
            if options["once"] and not read:
                return
            if read < BATCH:
                stop.wait(PAUSE)

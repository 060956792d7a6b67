"""Run by the tests as a process of its own: keeps an embedded server, says its port, and waits to be stopped."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pankti.project import accounts, leash
from pankti.project.postgres import SUPERUSER, Cluster, serving
from pankti.project.supervise import Supervisor


def main() -> None:
    data, *wishes = sys.argv[1:]
    if "guard" in wishes:
        leash.HAS_KERNEL_LEASH = False
    for wish in wishes:
        if wish.startswith("user="):  # everything is imported: the interpreter may lie where a plain user cannot look
            user = int(wish.removeprefix("user="))
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        if wish.startswith("state="):
            accounts.STATE = Path(wish.removeprefix("state="))
            accounts.CACHE = accounts.STATE / "cache"
    with Supervisor() as supervisor, serving(Cluster(Path(data)), supervisor) as server:
        print(server.url(SUPERUSER, "postgres"), flush=True)
        supervisor.watch(lambda: False)


if __name__ == "__main__":
    main()

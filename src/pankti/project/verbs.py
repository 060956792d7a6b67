"""``./pankti VERB``: what follows once everything is prepared."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from pankti.project import checking, processes
from pankti.project.accounts import CannotServe
from pankti.project.database import data_folder, database, environment
from pankti.project.supervise import Supervisor, say

MANAGE = [sys.executable, "-m", "pankti.project.manage"]
HELP = """\
./pankti demo [--port 8000] [--data DIR] [--units CSV ...] [--size small|state|nation]
                          an invented organisation at work, with people who answer
./pankti run              the real server (docs/operations/settings.md)
./pankti worker           only the background work of a real server, on another machine
./pankti test [...]       all tests; arguments go to pytest
./pankti check            exactly what CI asks
./pankti bench NAME ...   measure (benchmarks/)
./pankti import units FILE ...     ./pankti export NAME ...
./pankti doctor           what this machine has, and what is wrong
./pankti manage ...       every other command (./pankti manage help)
"""


def manage(arguments: list[str]) -> int:
    """One management command beside a database that runs for as long as it is needed.

    ``--data DIR`` in front names another data folder, such as the demo's.
    """
    given = None
    if arguments[:1] == ["--data"] and len(arguments) > 1:
        given, arguments = arguments[1], arguments[2:]
    data = data_folder(given)
    with Supervisor() as supervisor, database(data, supervisor) as urls:
        return supervisor.run([*MANAGE, *arguments], environment(data, urls, owner=True))


def bench(arguments: list[str]) -> int:
    """Benchmarks keep their own data folder, on a server with all its promises kept."""
    data = data_folder() / "bench"
    with Supervisor() as supervisor, database(data, supervisor) as urls:
        env = environment(data, urls, owner=True)
        code = supervisor.run([*MANAGE, "prepare_database"], env)
        return code or supervisor.run([sys.executable, "-m", "benchmarks", *arguments], env)


def _two_words(verb: str, arguments: list[str]) -> int:
    folder: list[str] = []
    if arguments[:1] == ["--data"]:
        folder, arguments = arguments[:2], arguments[2:]
    if not arguments or arguments[0].startswith("-"):
        print(f"Say what to {verb}: ./pankti {verb} units ...", file=sys.stderr)
        return 2
    return manage([*folder, f"{verb}_{arguments[0].replace('-', '_')}", *arguments[1:]])


def main(arguments: list[str]) -> int:
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    match verb:
        case "demo":
            return processes.demo(rest)
        case "run":
            return processes.run(rest)
        case "worker":
            return processes.worker(rest)
        case "test":
            return checking.test(rest)
        case "check":
            return checking.check(rest)
        case "bench":
            return bench(rest)
        case "import" | "export":
            return _two_words(verb, rest)
        case "manage" | "doctor":
            return manage(rest if verb == "manage" else ["doctor", *rest])
        case "help" | "--help" | "-h":
            print(HELP, end="")
            return 0
    print(f"There is no `{verb}`. These there are:\n\n{HELP}", file=sys.stderr, end="")
    return 2


def guarded_main() -> int:
    """``main``, with what goes wrong said in one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pankti.project.settings")
    try:
        return main(sys.argv[1:])
    except (CannotServe, processes.CannotStart, ImproperlyConfigured) as reason:
        say(str(reason))
    except KeyboardInterrupt:
        return 130
    except OSError as problem:
        what = f"{problem.strerror}: {problem.filename}" if problem.filename else str(problem)
        say(f"{what}. Free some space or check who owns it, and start again.")
    return 1


if __name__ == "__main__":
    sys.exit(guarded_main())

"""How often one may ask and try. Known browsers have budgets of their own: strangers cannot use them up.

See docs/adr/0020-one-time-codes-and-devices.md for what each one stops.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    most: int
    window: timedelta


CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5

CODES_OF_KNOWN_BROWSER = Limit(
    "codes_of_known_browser", 5, CODE_LIVES
)  # no longer than a code lives: the last one still works meanwhile
CODES_OF_NETWORK = Limit("codes_of_network", 5, CODE_LIVES)  # for one number, from one network
CODES_OF_NUMBER = Limit("codes_of_number", 15, CODE_LIVES)  # for one number, from all unknown browsers
CODES_OF_WHOLE_NETWORK = Limit("codes_of_whole_network", 300, timedelta(hours=1))  # past it, each number still gets one

WRONG_CODES_OF_KNOWN_BROWSER = Limit("wrong_codes_of_known_browser", 30, timedelta(days=1))
WRONG_CODES_OF_NUMBER = Limit(
    "wrong_codes_of_number", 50, timedelta(days=1)
)  # all unknown browsers: 1 guess in 20,000 a day

WRONG_PASSWORDS_OF_KNOWN_BROWSER = Limit("wrong_passwords_of_known_browser", 20, timedelta(hours=1))
WRONG_PASSWORDS_OF_NETWORK_AND_NUMBER = Limit("wrong_passwords_of_network_and_number", 10, timedelta(minutes=15))
WRONG_PASSWORDS_OF_NUMBER = Limit("wrong_passwords_of_number", 100, timedelta(days=1))
WRONG_PASSWORDS_OF_NETWORK = Limit("wrong_passwords_of_network", 100, timedelta(minutes=15))
PASSWORDS_OF_SESSION = Limit(
    "passwords_of_session", 30, timedelta(hours=1)
)  # within a session: its owner's or a thief's

STEPS_OF_KNOWN_BROWSER = Limit("steps_of_known_browser", 60, timedelta(days=1))  # every try counts, right ones too
STEPS_OF_ACCOUNT = Limit("steps_of_account", 30, timedelta(days=1))  # all other browsers: 1 guess in 11,000 a day

INVITATIONS_OF_PERSON = Limit("invitations_of_person", 200, timedelta(days=1))
CODES_OF_INVITATION = Limit("codes_of_invitation", 60, timedelta(days=1))  # forwarded to forty, each may still ask
NUMBERS_OF_INVITATION = Limit("numbers_of_invitation", 20, timedelta(days=1))  # a bound one: numbers that were not it

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from pankti.access import limits
from pankti.access.actions.send_code import is_known
from pankti.access.actions.throttle import take, wait_for
from pankti.access.errors import PasswordRefused, TooManyTries
from pankti.access.marks import network_of
from pankti.access.models import Account
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.sight import acting_as
from pankti.people.phones import read_phone
from pankti.people.queries import list_people_by_phone
from pankti.people.vault import indexes_of

LONGEST_PASSWORD = 200


@acting_as(SYSTEM)  # nobody is known yet
def sign_in_office(*, actor: Actor, phone: str, password: str, browser: bytes) -> Account:
    """The account that this number and password belong to: the first step. The caller then opens its session.

    The browser is not known yet: it may be another's who has learnt the password (``open_office_session``).

    A missing account costs the same time as a wrong password. Wrong tries are counted per
    network and number, and for a browser that was here before on its own, so that nobody
    can lock another out. Raises PhoneUnreadable, PasswordRefused, TooManyTries.
    """
    number = read_phone(phone)
    index = indexes_of(number)[-1]
    people = list_people_by_phone(number)
    accounts = list(Account.objects.filter(person__in=people, is_active=True))
    if any(is_known(person.id, browser) for person in people):
        counters: list[tuple[limits.Limit, tuple[bytes, ...]]] = [
            (limits.WRONG_PASSWORDS_OF_KNOWN_BROWSER, (index, browser))
        ]
    else:
        network = network_of(actor.address)
        counters = [
            (limits.WRONG_PASSWORDS_OF_NETWORK_AND_NUMBER, (network, index)),
            (limits.WRONG_PASSWORDS_OF_NUMBER, (index,)),
            (limits.WRONG_PASSWORDS_OF_NETWORK, (network,)),
        ]
    if minutes := max(wait_for(limit, *parts) for limit, parts in counters):
        raise TooManyTries(minutes=minutes)
    given = password[: LONGEST_PASSWORD + 1]
    if not accounts:
        make_password(given)  # the same work as for a real account
    account = next((one for one in accounts if one.check_password(given)), None)  # a family may share the number
    if account is None:
        with transaction.atomic():
            for limit, parts in counters:
                take(limit, *parts)
            for person in people:
                record(actor=actor, type="access.session.refused", subject_kind="person", subject_id=person.id)
        raise PasswordRefused
    return account

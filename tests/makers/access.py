"""Signed-in callers for tests: a phone with its token, an office with its session."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.test import Client

from pankti.access.actions.issue_token import issue_token
from pankti.access.models import Account, OfficeSession
from pankti.access.types import Factor
from pankti.people.models import Person

PASSWORD = "a long walk in the rain"


def sign_in_device(person: Person) -> tuple[Client, str]:
    """A client that sends this person's fresh token, and the token itself."""
    _device, token = issue_token(person_id=person.id, name="test phone")
    return Client(headers={"Authorization": f"Bearer {token}"}), token


def make_account(person: Person) -> Account:
    return Account.objects.create(person=person, password=make_password(PASSWORD))


def english_client(person: Person) -> Client:
    """As ``console_client``; this browser chose English, whatever the person's own language."""
    client = console_client(person)
    client.cookies["django_language"] = "en"
    return client


def console_client(person: Person, factor: Factor = Factor.APP) -> Client:
    """A client signed in to the console as this person (their account is made when there is none), both steps taken."""
    account = Account.objects.filter(person=person).first() or make_account(person)
    client = Client()
    session = client.session
    session["office"] = str(OfficeSession.objects.create(account=account, factor=factor, name="test browser").id)
    session["password"] = account.get_session_auth_hash()
    session.save()
    return client

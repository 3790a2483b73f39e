import os

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import translation

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's own loop runs beside Django's


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The project's real content, for the tests of one module; rolled back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def content(seeded, db):
    """The real content, and changes of this test alone."""


@pytest.fixture
def visitor():
    """A browser without an account. It raises no exception: what a visitor sees is a status."""
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def in_english():
    """A request leaves its language behind: no test begins in that of another."""
    translation.activate("en")

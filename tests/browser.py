"""A real Chromium for the tests that need one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kazi.accounts.actors import Actor
from kazi.accounts.models import Person
from kazi.accounts.signing_in import FACTOR

# A busy machine is no fault of the page: what has to come may take its time.
expect.set_options(timeout=30_000)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def chromium() -> str | None:
    """Return the path of a Chromium on this machine; `CHROMIUM` names another one."""
    named = os.environ.get("CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def started() -> Iterator[Browser]:
    """Start Chromium, or skip the test and say so."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    # Playwright keeps an event loop in this thread; Django must not take the tests for async code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield browser
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if before is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def session_of(actor: Actor) -> str:
    """Return the session cookie of somebody who has signed in, with a second factor."""
    person = Person.objects.get(pk=actor.person_id)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[FACTOR] = "totp"
    session.save()
    return str(session.session_key)


def signed_in_page(browser: Browser, url: str, actor: Actor, **options: Any) -> Page:
    """Return a page of a browser of its own in which the actor has signed in."""
    context = browser.new_context(**options)
    context.set_default_timeout(30_000)
    context.add_cookies([{"name": "sessionid", "value": session_of(actor), "url": url}])
    return context.new_page()

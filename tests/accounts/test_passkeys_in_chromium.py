"""A passkey in a real browser, with an authenticator that Chromium plays itself (WebAuthn over CDP)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.actors import Actor
from kazi.accounts.factors.holding import factors_of
from kazi.accounts.models import Organisation, Person, Role
from kazi.channels.models import Letter
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for
from tests.browser import started
from tests.makers import join, organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SENTENCE = "a goat on the roof"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture
def desk() -> Actor:
    """One of the hub's staff, with a password and nothing else."""
    actor = join("desk", organisation("Hub", Organisation.Kind.HUB), Role.HUB)
    person = Person.objects.get(pk=actor.person_id)
    person.email = "desk@hub.example"
    person.set_password(SENTENCE)
    person.save()
    return actor


class Device:
    """An authenticator inside the browser; `obliging` answers for its person at once."""

    def __init__(self, page: Page) -> None:
        self.line = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.key = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def obliging(self, enabled: bool) -> None:
        said: dict[str, Any] = {"authenticatorId": self.key, "enabled": enabled}
        self.line.send("WebAuthn.setAutomaticPresenceSimulation", said)


def with_authenticator(browser: Browser) -> tuple[Page, Device, list[str]]:
    """Return a page, the device it runs on, and what the console complains of."""
    context = browser.new_context()
    context.set_default_timeout(30_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    return page, Device(page), complaints


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("E-mail address or user name").fill("desk@hub.example")
    page.get_by_label("Password", exact=True).fill(SENTENCE)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_made_and_signs_in_alone_and_after_the_password(
    live_server: LiveServer, browser: Browser, desk: Actor
) -> None:
    page, device, complaints = with_authenticator(browser)
    site = live_server.url
    assert site.startswith("http://localhost:")

    sign_in(page, site)
    expect(page.get_by_role("alert")).to_contain_text("Your role needs a second factor")
    page.goto(f"{site}/hub/")  # Nothing else opens before that.
    expect(page).to_have_url(re.compile("/accounts/me/security/"))
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the device").fill("Desk phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert page.locator(".codes code").count() == 10
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a file").click()
    kept = saved.value.path().read_text()
    assert page.locator(".codes code").first.inner_text() in kept
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(f"{site}/hub/")
    (key,) = factors_of(desk.person_id)
    assert (key.kind, key.name) == ("passkey", "Desk phone")

    # The passkey alone.
    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/?next=/providers/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{site}/providers/")
    page.goto(f"{site}/hub/")
    expect(page).to_have_url(f"{site}/hub/")

    # Offered in the field for the name, before anything is written there.
    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("E-mail address or user name").focus()
    expect(page).to_have_url(f"{site}/hub/")

    # The passkey after the password.
    page.context.clear_cookies()
    device.obliging(False)
    sign_in(page, site)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.goto(f"{site}/hub/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.goto(f"{site}/accounts/login/second/")
    device.obliging(True)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(f"{site}/hub/")

    page.goto(f"{site}/accounts/me/security/")
    expect(page.get_by_text("Desk phone").first).to_be_visible()
    expect(page.get_by_text("password and passkey").first).to_be_visible()
    assert complaints == []
    with acting_for(desk.org_id):
        ways = [(e.data["how"], e.data["factor"]) for e in Entry.objects.filter(event="accounts.signed_in")]
    assert ways == [("password", ""), *[("passkey", "passkey")] * 2, ("password", "passkey")]
    assert "A passkey was added to your account" in Letter.objects.values_list("subject", flat=True)


def test_a_device_without_the_passkey_is_told_so_and_stays_outside(
    live_server: LiveServer, browser: Browser, desk: Actor
) -> None:
    page, _device, _complaints = with_authenticator(browser)
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That did not work, or it was stopped.")).to_be_visible(timeout=30_000)
    page.goto(f"{live_server.url}/hub/")
    expect(page).to_have_url(re.compile("/accounts/login/"))

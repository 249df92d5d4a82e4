"""A buyer without an account, from the front page to an award, in a real browser; for everybody (axe)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.models import Person
from kazi.channels.letters import send_waiting
from kazi.deals.models import Award, Request
from kazi.kernel.tenancy import all_tenants
from tests.browser import signed_in_page, started
from tests.deals.request_makers import a_provider, an_offer, later, propose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


def accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_a_buyer_without_an_account_goes_from_the_front_page_to_an_award(
    browser: Browser, live_server: LiveServer
) -> None:
    ContentType.objects.clear_cache()
    amani = a_provider(capacity=24)[1]
    pamoja = a_provider("Pamoja", capacity=8)[1]
    page = browser.new_context(viewport=PHONE).new_page()
    page.set_default_timeout(30_000)
    page.goto(live_server.url)
    page.get_by_role("link", name="I need work done").last.click()
    accessible(page)
    page.get_by_label("What is it called?").fill("Receipts of our drivers")
    page.get_by_label("Kind of work").select_option("data-entry")
    page.get_by_label("What is to be done?").fill("Company, date and total.")
    page.get_by_label("How many?", exact=True).fill("20000")
    page.get_by_label("Of what?").fill("receipt")
    page.get_by_role("button", name="See the cost and who fits").click()
    expect(page.get_by_role("heading", name="Who fits")).to_be_visible()
    accessible(page)
    page.get_by_text("Move the weights").click()
    page.get_by_label("Impact").fill("60")
    page.get_by_role("button", name="Reckon again").click()
    page.get_by_label("Ask Amani Data").check()
    page.get_by_label("Ask Pamoja").check()
    page.get_by_label("Your name").fill("Ruth Njeri")
    page.get_by_label("Your organisation").fill("Meridian Foods")
    page.get_by_label("Your e-mail address").fill("ruth@meridian.example")
    page.get_by_label("The hub may keep what I wrote").check()
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    mail.outbox.clear()
    send_waiting()
    link = re.search(r"/need-work/confirm/\S+", str(mail.outbox[-1].body))
    assert link
    page.goto(live_server.url + link[0])
    accessible(page)
    page.get_by_label("Choose a password").fill("a short sentence")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Shortlist")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="On to sending").click()
    accessible(page)
    page.get_by_role("button", name="Send it out").click()
    expect(page.get_by_text("Open for proposals")).to_be_visible()
    accessible(page)
    request = all_tenants(Request).get()
    for manager, price in ((amani, "0.08"), (pamoja, "0.09")):
        propose(manager, request, an_offer(price))
    page.goto(f"{live_server.url}/requests/{request.pk}/proposals/")
    expect(page.get_by_role("heading", name="They are sealed")).to_be_visible()
    with later(60 * 24 * 20):
        page.reload()
    expect(page.get_by_role("heading", name="Proposals side by side")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Choose Pamoja").click()
    accessible(page)
    page.get_by_label("Why this one").fill("They can begin at once.")
    page.get_by_label("To Amani Data").fill("A good price; you begin too late.")
    page.get_by_role("button", name="Choose it and tell all").click()
    expect(page.get_by_role("heading", name="You chose Pamoja")).to_be_visible()
    assert all_tenants(Award).get().reasons == "They can begin at once."
    assert Person.objects.filter(email="ruth@meridian.example").count() == 1

    lost = signed_in_page(browser, live_server.url, amani, viewport=PHONE)
    lost.goto(f"{live_server.url}/proposals/")
    accessible(lost)
    lost.get_by_role("link", name="Receipts of our drivers").click()
    expect(lost.get_by_text("A good price; you begin too late.")).to_be_visible()
    accessible(lost)
    lost.goto(f"{live_server.url}/matching/")
    accessible(lost)

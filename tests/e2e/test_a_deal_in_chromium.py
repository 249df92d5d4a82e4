"""One deal without a break: from the home page to an agreement, a running project, an invoice, a reference.

The buyer and the provider use their pages and nothing else.  What time, the worker process and the
people at the tasks do is done by the test; the main pages of the way are for everybody (axe), light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.actors import as_actor
from kazi.accounts.models import Membership, Organisation, Role
from kazi.channels.letters import send_waiting
from kazi.deals.models import Agreement, Request
from kazi.hub.models import Certificate, CertificateEntry, PublishedReference
from kazi.hub.rules.certification import read_standard
from kazi.hub.services.certification.standards import put_in_force
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.work.models import Project
from tests.browser import signed_in_page, started
from tests.deals.makers import billing
from tests.deals.request_makers import a_provider, an_offer, later, propose
from tests.e2e.test_receipts import Hand
from tests.hub.makers import staff
from tests.hub.test_certification import SHORT
from tests.makers import answer_all, join, organisation, work_off

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LINES = b"key,text\n1,TOTAL 87.45\n2,TOTAL 12.00\n3,TOTAL 9.10\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path, transactional_db: None) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    ContentType.objects.clear_cache()


def accessible(page: Page) -> None:
    """Let axe look at the page as it is by day and by night."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        said = [(one["id"], one["nodes"][0]["html"][:120]) for one in found]
        assert (page.url, scheme, said) == (page.url, scheme, [])


def letter_link(pattern: str) -> str:
    """Return the path in the newest letter that has one."""
    send_waiting()
    found = [hit[0] for one in mail.outbox if (hit := re.search(pattern, str(one.body)))]
    assert found, [str(one.body) for one in mail.outbox]
    return found[-1]


def describe_and_send(page: Page, url: str) -> None:
    """Go from the home page to a request that is out, as somebody without an account."""
    page.goto(url)
    page.get_by_role("link", name="I need work done").last.click()
    page.get_by_label("What is it called?").fill("Lines of receipts")
    page.get_by_label("Kind of work").select_option("text")
    page.get_by_label("What is to be done?").fill("Say what each line of a receipt is.")
    page.get_by_label("How many?", exact=True).fill("3000")
    page.get_by_label("Of what?").fill("line")
    page.get_by_role("button", name="See the cost and who fits").click()
    expect(page.get_by_role("heading", name="What it should cost")).to_be_visible()
    expect(page.get_by_role("heading", name="Who fits")).to_be_visible()
    accessible(page)
    page.get_by_label("Ask Amani Data").check()
    page.get_by_label("Ask Pamoja").check()
    page.get_by_label("Your name").fill("Ruth Njeri")
    page.get_by_label("Your organisation").fill("Meridian Foods")
    page.get_by_label("Your e-mail address").fill("ruth@meridian.example")
    page.get_by_label("The hub may keep what I wrote").check()
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(url + letter_link(r"/need-work/confirm/\S+"))
    page.get_by_label("Choose a password").fill("a short sentence")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="On to sending").click()
    page.get_by_role("button", name="Send it out").click()
    expect(page.get_by_text("Open for proposals")).to_be_visible()


def award(page: Page, url: str, request: Request) -> None:
    with later(60 * 24 * 20):
        page.goto(f"{url}/requests/{request.pk}/proposals/")
    expect(page.get_by_role("heading", name="Proposals side by side")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Choose Amani Data").click()
    page.get_by_label("Why this one").fill("Two people look at each line.")
    page.get_by_role("button", name="Choose it and tell all").click()
    page.get_by_role("link", name="To the agreement").click()
    expect(page.get_by_text("Amani Data writes the text now")).to_be_visible()
    accessible(page)


def complete_and_offer(page: Page, url: str) -> None:
    """Let the provider find the draft behind its proposal, complete it and offer it."""
    page.goto(f"{url}/proposals/")
    page.get_by_role("link", name="Lines of receipts").click()
    page.get_by_role("link", name="To the agreement").click()
    page.get_by_role("link", name="Change the terms").click()
    page.get_by_label("Kind of task").select_option("text-choice")
    page.get_by_label("Least pay of a worker for a unit").fill("0.05")
    page.get_by_label("paid in").fill("USD")
    page.get_by_role("button", name="Keep and read the text").click()
    expect(page.get_by_text("A wage to live on")).to_be_visible()  # As promised with the proposal.
    page.get_by_role("button", name="Offer this text").click()


def sign(page: Page, url: str, agreement: Agreement, name: str) -> None:
    page.goto(f"{url}/agreements/{agreement.pk}/")
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_label("Your full name").fill(name)
    page.get_by_label("I have read the text").check()
    page.get_by_role("button", name="Sign", exact=True).click()


def do_the_work(manager: Hand, org: Organisation, project: Project) -> None:
    """Send the lines in and let a worker answer them."""
    assert manager.send(project.pk, "lines.csv", LINES)["imported"] == 3
    with acting_for(org.pk):
        assert answer_all(join("wanjiku", org), project) == 3
    work_off()


def bill_and_pay(page: Page, buyer: Page, url: str) -> None:
    """Issue what was accepted, let the buyer take both papers home, record the payment."""
    page.goto(f"{url}/invoices/")
    page.locator("main table a").first.click()
    expect(page.get_by_text("The hub takes no commission.")).to_be_visible()
    page.get_by_role("button", name="Issue the invoice").click()
    expect(page.get_by_role("link", name="UBL for your books")).to_be_visible()
    accessible(page)
    pdf = buyer.request.get(page.url.rstrip("/") + ".pdf")
    ubl = buyer.request.get(page.url.rstrip("/") + ".xml")
    assert (pdf.status, pdf.body()[:5]) == (200, b"%PDF-")
    assert (ubl.status, b"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" in ubl.body()) == (
        200,
        True,
    )
    page.get_by_label("Day").fill(timezone.now().date().isoformat())
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Paid", exact=True).first).to_be_visible()


def test_a_buyer_goes_from_the_home_page_to_a_signed_agreement_and_a_running_project(
    browser: Browser, live_server: LiveServer
) -> None:
    url = live_server.url
    profile, amani = a_provider(services=["text"], capacity=24)
    pamoja = a_provider("Pamoja", services=["text"], capacity=8)[1]
    org = Organisation.objects.get(pk=amani.org_id)
    billing(org)
    page = browser.new_context().new_page()
    page.set_default_timeout(30_000)
    describe_and_send(page, url)
    request = all_tenants(Request).get()
    for manager, price in ((amani, "0.08"), (pamoja, "0.09")):
        propose(manager, request, an_offer(price, finish=timezone.now().date() + timedelta(days=30)))
    award(page, url, request)

    office = signed_in_page(browser, url, amani)
    complete_and_offer(office, url)
    agreement = all_tenants(Agreement).get()
    sign(office, url, agreement, "Achieng Otieno")
    accessible(office)
    sign(page, url, agreement, "Ruth Njeri")
    page.goto(f"{url}/agreements/{agreement.pk}/")
    page.get_by_role("button", name="Order the work").click()
    work_off()
    page.goto(f"{url}/agreements/{agreement.pk}/")
    expect(page.get_by_text("The work is ordered.")).to_be_visible()
    accessible(page)
    with acting_for(org.pk):
        project = Project.objects.select_related("task_type").get()
    assert (project.state, project.task_type.name, project.currency) == ("open", "text-choice", "USD")
    assert (float(project.rate_per_task), project.client_id) == (0.05, request.org_id)
    assert project.deadline is not None
    assert project.deadline > timezone.now() + timedelta(days=29)

    do_the_work(Hand(amani), org, project)
    office.goto(f"{url}/deliveries/")
    office.get_by_role("link", name="Lines of receipts").click()
    office.get_by_role("button", name="Deliver 3 results").click()
    page.get_by_role("link", name="To the deliveries").click()
    page.get_by_role("link", name="Lines of receipts").click()
    page.get_by_role("button", name="Accept parcel 1").click()
    work_off()
    bill_and_pay(office, page, url)

    page.goto(f"{url}/agreements/{agreement.pk}/")
    page.get_by_label("The provider may name us").check()
    page.get_by_label("A sentence about the work").fill("They asked before they guessed.")
    page.get_by_role("button", name="Keep").first.click()
    page.get_by_text("End the agreement").click()
    page.get_by_label("Why does it end?").fill("All lines are done.")
    page.get_by_role("button", name="End it").click()
    work_off()
    assert PublishedReference.objects.get().units == 3
    visitor = browser.new_context().new_page()
    visitor.goto(f"{url}/providers/{profile.slug}/")
    expect(visitor.get_by_role("heading", name="Meridian Foods")).to_be_visible()
    expect(visitor.get_by_text("They asked before they guessed.")).to_be_visible()
    accessible(visitor)


# --- A provider's own way --------------------------------------------------------------------------


def list_it(page: Page, url: str) -> None:
    """List a provider as hub staff, from what a report says."""
    page.goto(f"{url}/hub/listings/new/")
    page.get_by_label("Name", exact=True).fill("Baraka Data")
    page.get_by_label("Country", exact=True).select_option("KE")
    page.get_by_label("Website").fill("https://www.baraka.example/about")
    page.get_by_label("Who they are").fill("A centre in Nakuru.")
    page.get_by_label("Data entry").check()
    page.get_by_label("Source", exact=True).fill("A report, page 12")
    page.get_by_label("Date of the source").fill("2025-03-01")
    page.get_by_role("button", name="List it").click()
    expect(page.get_by_role("heading", name="Baraka Data", level=1)).to_be_visible()


def claim_it(page: Page, url: str) -> None:
    """Claim it by a letter to the website's own domain and become its manager."""
    page.goto(f"{url}/providers/baraka-data/claim/")
    page.get_by_label("Your name").fill("Wambui")
    page.get_by_label("Your e-mail address").fill("wambui@baraka.example")
    page.locator("input[name=way][value=email]").check()
    page.get_by_role("button", name="Send me the letter").click()
    page.wait_for_url("**/claims/sent/")
    page.goto(url + letter_link(r"/claims/\S+"))
    page.get_by_role("button", name="Yes, I act for this provider").click()
    page.get_by_role("button", name="Become its first manager").click()
    page.locator("input[name=password]").fill("a short sentence")
    page.locator("main form button").last.click()
    page.wait_for_url("**/manage/")


def fill_and_publish(page: Page, url: str) -> None:
    page.goto(f"{url}/hub/profile/about/")
    page.locator("textarea[name=story]").fill("We are a centre in Nakuru, owned by those who work in it.")
    page.get_by_role("button", name="Keep as a draft").click()
    page.goto(f"{url}/hub/profile/services/")
    page.get_by_label("Data entry").check()
    page.get_by_role("button", name="Keep as a draft").click()
    page.goto(f"{url}/hub/profile/")
    accessible(page)
    page.get_by_role("button", name="Publish").click()
    page.goto(f"{url}/providers/baraka-data/")
    expect(page.get_by_text("owned by those who work in it")).to_be_visible()
    expect(page.get_by_text("Listed by the hub, not claimed.")).to_have_count(0)


def assess_oneself(page: Page, url: str) -> str:
    """Answer every requirement with evidence, submit, and return the application's number."""
    page.goto(f"{url}/certification/")
    page.get_by_role("button", name="Begin a self-assessment").click()
    expect(page.get_by_role("button", name="Submit to the hub")).to_be_visible()
    own = page.url
    for code in ("A1", "A2"):
        page.goto(f"{own.rstrip('/')}/{code}/")
        page.locator("input[name=says][value=met]").check()
        page.get_by_label("How, in a few sentences").fill("As the paper says.")
        page.get_by_role("button", name="Keep it").click()
        page.goto(f"{own.rstrip('/')}/{code}/")
        page.get_by_label("What is it?").fill("Our promise")
        page.get_by_label("Date on it").fill("2026-01-05")
        page.get_by_label("Or its address on the web").fill("https://baraka.example/promise")
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_text("The evidence is there.")).to_be_visible()
    page.goto(own)
    accessible(page)
    page.get_by_role("button", name="Submit to the hub").click()
    expect(page.get_by_role("button", name="Submit to the hub")).to_have_count(0)
    return own.rstrip("/").rsplit("/", 1)[-1]


def review(first: Page, second: Page, url: str, number: str) -> None:
    """Let one member of the hub look at it and another decide."""
    first.goto(f"{url}/hub/certification/{number}/")
    first.get_by_role("button", name="I review it").click()
    for code in ("A1", "A2"):
        card = first.locator(f"#{code}")
        card.locator("input[name=found][value=accepted]").check()
        card.get_by_role("button", name="Keep").click()
    accessible(first)
    second.goto(f"{url}/hub/certification/{number}/")
    second.get_by_role("button", name="Grant").click()
    expect(second.get_by_role("link", name="The certificate")).to_be_visible()


def colour_of_badge(browser: Browser, url: str, certificate: Certificate) -> str:
    """Look as somebody who has never been here: a browser may keep the picture for a while."""
    page = browser.new_context().new_page()
    page.goto(f"{url}/certificates/{certificate.pk}/badge.svg")
    return str(page.locator("circle").get_attribute("fill"))


def test_a_provider_claims_fills_and_certifies_a_profile_and_the_badge_goes_grey(
    browser: Browser, live_server: LiveServer
) -> None:
    url = live_server.url
    hub = organisation("Kazi hub", Organisation.Kind.HUB)
    asha, biko = (staff(Role.HUB, hub, f"{name}@hub.example") for name in ("asha", "biko"))
    with acting_for(hub.pk):
        put_in_force(asha, read_standard(SHORT.format(version=1, text="First.")))
    desk, other_desk = (signed_in_page(browser, url, one) for one in (asha, biko))
    list_it(desk, url)
    page = browser.new_context().new_page()
    page.set_default_timeout(30_000)
    claim_it(page, url)
    assert as_actor(Membership.objects.get(org__slug="baraka-data")).role == Role.MANAGER
    fill_and_publish(page, url)
    review(desk, other_desk, url, assess_oneself(page, url))
    work_off()

    certificate = Certificate.objects.get()
    assert colour_of_badge(browser, url, certificate) == "#0b6660"
    page.goto(f"{url}/certificates/{certificate.pk}/")
    expect(page.get_by_text("Valid", exact=True)).to_be_visible()
    accessible(page)
    Certificate.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    work_off()
    assert colour_of_badge(browser, url, certificate) == "#6b6b6b"
    page.goto(f"{url}/certificates/{certificate.pk}/")
    expect(page.get_by_text("Valid", exact=True)).to_have_count(0)
    expect(page.get_by_text("Ran out", exact=True)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="ran out")).to_be_visible()  # The public log.
    accessible(page)
    assert CertificateEntry.objects.filter(what=CertificateEntry.What.LAPSED).count() == 1

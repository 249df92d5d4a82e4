"""A need told in a poll on a phone, a service near by that helps, and the worker's word that it did."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.care.models import LocalService, Referral
from kazi.care.scripts.words import words
from kazi.care.services.asking_back import ask_whether_it_helped
from kazi.care.services.keepers import link
from kazi.channels.models import ALWAYS, Channel, Outgoing
from kazi.channels.rules.wire import Medium
from kazi.channels.services.sending import send_for
from kazi.conversations.phrases import phrase
from kazi.conversations.services.simulating import simulated_channel
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import PollVersion
from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire
from kazi.voice.services import polls
from kazi.voice.services.answering import Wanted, open_on
from kazi.voice.services.releasing import release_step
from tests.browser import signed_in_page, started
from tests.care.makers import a_service, hub_staff
from tests.makers import join, organisation
from tests.voice.poll_talks import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "vault"])]
LANGUAGES = ("en", "sw")
NEED = {"en": "What do you need help with most?", "sw": "Unahitaji msaada wa nini zaidi?"}
MAY_WE = {"en": "May we tell you of services near you?", "sw": "Tukuambie huduma zilizo karibu nawe?"}
ASKS = Questionnaire(
    "Needs",
    LANGUAGES,
    (
        Question("need", Kind.ONE, NEED, options="needs"),
        Question("told", Kind.ONE, MAY_WE, options="yes_no", refers="need"),
    ),
    {
        "needs": (
            Option("transport", {"en": "Transport", "sw": "Usafiri"}),
            Option("childcare", {"en": "Childcare", "sw": "Malezi ya watoto"}),
        ),
        "yes_no": (Option("yes", {"en": "Yes", "sw": "Ndiyo"}), Option("no", {"en": "No", "sw": "Hapana"})),
    },
)
HERS, PIN = "0700555123", "480295"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


def launched(manager: Actor) -> tuple[PollVersion, Channel]:
    with acting_for(manager.org_id):
        poll = polls.make_poll(manager, uuid.uuid4(), ASKS, "editor")
        version = polls.launch(manager, poll.versions.get())
        line = simulated_channel(Medium.SMS)
        open_on(version, Wanted(line, LANGUAGES, is_usual=True))
    return version, line


def step(version: PollVersion) -> bool:
    with acting_for(version.org_id):
        return release_step(version.pk)


def desk_of(service: LocalService) -> Actor:
    """Return somebody who answers for a service: its own organisation keeps the listing."""
    own = organisation("Baby Garden Trust", Organisation.Kind.SERVICE)
    assert service.organisation is not None
    link(hub_staff(), own, service.organisation)
    return join("rehema", own, Role.SERVICE)


def write(page: Page, text: str, then: str) -> str:
    """Send a text on the phone, wait for what its screen says then, and return all of that message."""
    phone = page.locator("section.phone.sms")
    phone.get_by_role("textbox").fill(text)
    phone.get_by_role("button", name="Send").click()
    heard = phone.locator(".line.they").last
    expect(heard).to_contain_text(then)
    return heard.inner_text()


def answer(page: Page, what: str) -> None:
    """Give a service's answer on the page of a referral."""
    page.get_by_label(what).check()
    page.get_by_role("button", name="Send the answer").click()


def test_a_need_told_in_a_poll_comes_back_as_served(browser: Browser, live_server: LiveServer) -> None:
    ContentType.objects.clear_cache()
    service = a_service()
    desk = signed_in_page(browser, live_server.url, desk_of(service))
    manager = join("achieng", organisation(), Role.MANAGER)
    version, line = launched(manager)
    people = [Person(line, f"+2547110000{n:02d}") for n in range(19)]
    for one in people[:10]:
        one.answers({"need": "transport", "told": "no"})
    assert step(version)
    page = signed_in_page(browser, live_server.url, manager)
    board = live_server.url + reverse("results:one", args=[version.poll_id])
    page.goto(board)
    before = page.locator("main").inner_text()
    assert "10" in before
    for one in people[10:]:
        one.answers({"need": "childcare", "told": "no"})
    assert not step(version)  # Nine more tell nothing yet.

    phone = live_server.url + reverse("conversations:simulator")
    page.goto(phone)
    page.locator("button[name=medium][value=sms]").click()
    write(page, "hi", "Kiswahili")
    write(page, "2", "Amani Data")
    write(page, "1", NEED["sw"])
    write(page, "2", MAY_WE["sw"])
    write(page, "1", words("town")["sw"])
    assert "Baby Garden" in write(page, "1", words("service")["sw"])
    write(page, "1", words("contact")["sw"])
    assert "Baby Garden" in write(page, HERS, words("agree", service="Baby Garden")["sw"])
    assert not Referral.objects.exists()  # Nothing goes anywhere before she says yes to exactly this.
    write(page, "1", words("ask_back")["sw"])
    write(page, "1", words("pin")["sw"])
    told = write(page, PIN, words("code", code="")["sw"].partition(":")[0])
    code = re.search(r"\d\d(?: \d\d){5}", told)
    assert code is not None
    write(page, "1", phrase("thanks", "sw"))
    row = Referral.objects.get()
    assert (row.need, row.town, row.state) == ("childcare", "Nairobi", "sent")

    desk.goto(live_server.url + reverse("care:waiting"))
    desk.get_by_role("link", name=row.ref).click()
    expect(desk.locator("main")).to_contain_text(HERS)
    assert "Amani" not in desk.locator("main").inner_text()
    answer(desk, "We can help: accept")
    expect(desk.locator("main .badge")).to_have_text("Accepted")
    answer(desk, "We have helped")
    expect(desk.get_by_text("There is nothing to answer now.")).to_be_visible()
    desk.goto(live_server.url + reverse("care:waiting"))
    expect(desk.locator("main")).to_contain_text("they have not said yet")  # Provisional.

    assert ask_whether_it_helped() == 1
    with acting_for(manager.org_id):  # It is day where she is: the question need not wait for the morning.
        assert Outgoing.objects.filter(state="waiting").update(due_at=timezone.now(), until=ALWAYS) == 1
    assert send_for(10) == 1
    page.goto(phone)
    expect(page.locator("section.phone.sms .line.they").last).to_contain_text(words("did_it_help")["sw"])
    write(page, "1", phrase("thanks", "sw"))
    desk.reload()
    expect(desk.locator("main")).to_contain_text("they say so too")
    assert HERS not in desk.content()

    slip = browser.new_context().new_page()
    slip.goto(live_server.url + reverse("care:mine"))
    slip.get_by_label("Code on your slip").fill(code[0])
    slip.get_by_label("PIN").fill(PIN)
    slip.locator("main form button.main").click()
    expect(slip.locator("main .badge").first).to_have_text("Helped")

    assert step(version)  # Hers was the tenth.
    page.goto(board)
    expect(page.locator("main")).to_contain_text("20")
    after = page.locator("main").inner_text()
    assert after != before
    assert row.ref not in after
    for opened in (page, desk, slip):
        opened.context.close()

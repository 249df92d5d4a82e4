"""A poll on three phones in three languages, one of them from the right; the board moves by a step."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.channels.models import Channel
from kazi.channels.rules.wire import Medium
from kazi.conversations.phrases import phrase
from kazi.conversations.services.simulating import simulated_channel
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import PollVersion
from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire
from kazi.voice.services import polls
from kazi.voice.services.answering import Wanted, open_on
from kazi.voice.services.releasing import release_step
from tests.browser import signed_in_page, started
from tests.makers import join, organisation
from tests.voice.poll_talks import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "vault"])]
LANGUAGES = ("en", "sw", "ar")
WATER = {"en": "Is there clean water?", "sw": "Je, kuna maji safi?", "ar": "هل يوجد ماء نظيف؟"}
ASKS = Questionnaire(
    "Water",
    LANGUAGES,
    (Question("water", Kind.ONE, WATER, options="yes_no"),),
    {
        "yes_no": (
            Option("yes", {"en": "Yes", "sw": "Ndiyo", "ar": "نعم"}),
            Option("no", {"en": "No", "sw": "Hapana", "ar": "لا"}),
        )
    },
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


def launched(manager: Actor) -> tuple[PollVersion, dict[Medium, Channel]]:
    with acting_for(manager.org_id):
        poll = polls.make_poll(manager, uuid.uuid4(), ASKS, "editor")
        version = polls.launch(manager, poll.versions.get())
        lines = {one: simulated_channel(one) for one in (Medium.USSD, Medium.SMS, Medium.TELEGRAM)}
        for channel in lines.values():
            open_on(version, Wanted(channel, LANGUAGES, is_usual=True))
    return version, lines


def step(version: PollVersion) -> bool:
    with acting_for(version.org_id):
        return release_step(version.pk)


def write(page: Page, medium: str, text: str, then: str) -> None:
    """Send a text on a phone, and wait for what its screen says then."""
    phone = page.locator(f"section.phone.{medium}")
    phone.get_by_role("textbox").fill(text)
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".line.they").last).to_contain_text(then)


def test_three_phones_in_three_languages_move_the_board(browser: Browser, live_server: LiveServer) -> None:
    ContentType.objects.clear_cache()
    manager = join("achieng", organisation(), Role.MANAGER)
    version, lines = launched(manager)
    for n in range(20):
        Person(lines[Medium.SMS], f"+2547110000{n:02d}").answers({"water": "yes" if n % 2 else "no"})
    assert step(version)

    page = signed_in_page(browser, live_server.url, manager)
    board = live_server.url + reverse("results:one", args=[version.poll_id])
    page.goto(board)
    expect(page.locator("main")).to_contain_text("20")
    before = page.locator("main").inner_text()

    page.goto(live_server.url + reverse("conversations:simulator"))
    for medium in ("ussd", "sms", "telegram"):
        page.locator(f"button[name=medium][value={medium}]").click()
        expect(page.locator(f"section.phone.{medium}")).to_be_visible()
    page.locator("section.phone.ussd").get_by_role("button", name="Dial").click()
    expect(page.locator("section.phone.ussd .line.they").last).to_contain_text("Kiswahili")
    for medium, number in (("sms", 2), ("telegram", 3)):
        write(page, medium, "hi", "Kiswahili")
        language = LANGUAGES[number - 1]
        write(page, medium, str(number), "Amani Data")
        write(page, medium, "1", WATER[language])
    write(page, "ussd", "1", "free of charge")
    write(page, "ussd", "1", WATER["en"])
    arabic = page.locator("section.phone.telegram .line.they").last
    assert arabic.evaluate("line => getComputedStyle(line).direction") == "rtl"
    for medium, language in zip(("ussd", "sms", "telegram"), LANGUAGES, strict=True):
        write(page, medium, "1", phrase("thanks", language))

    assert not step(version)  # Three more tell nothing yet: a step takes ten.
    page.goto(board)
    assert page.locator("main").inner_text() == before
    for n in range(20, 37):
        Person(lines[Medium.SMS], f"+2547110000{n:02d}").answers({"water": "yes"})
    assert step(version)
    page.goto(board)
    expect(page.locator("main")).to_contain_text("40")
    assert page.locator("main").inner_text() != before
    page.context.close()

"""Articles, certificates and the exchange in a real browser: for everybody, on a phone, grey in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kazi.hub.models import Certificate, Edition, Topic
from kazi.hub.services import articles, talk
from kazi.kernel.tenancy import acting_for
from tests.browser import session_of, started
from tests.hub.test_certification import Place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = articles.Words("en", "The way home", "Night work needs a safe way home.", "## Why\n\nAsk *first*.")
FRAME = articles.Frame("resource", "practice", "CC-BY-4.0", "Wanjiru Maina")


class Library(Place):
    """A hub and a provider with an article and a question of the exchange."""

    topic: Topic
    edition: Edition


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


@pytest.fixture
def place(transactional_db: None) -> Library:
    ContentType.objects.clear_cache()
    made = Library()
    with acting_for(made.hub.pk):
        edition = articles.submit(made.one, articles.write(made.one, FRAME, WORDS))
        articles.publish(made.two, edition)
        talk.comment(made.one, edition.article, uuid4(), "Who has tried it?")
        made.topic = talk.ask(made.two, uuid4(), "Which bank?", "For people without papers.")
        made.edition = edition
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_of_the_library_and_of_certificates(
    scheme: str, browser: Browser, live_server: LiveServer, place: Library
) -> None:
    certificate = place.granted()
    with acting_for(place.org.pk):
        mine = place.assessed()
    public = ["/resources/", "/resources/the-way-home/", "/standards/", "/standards/short/", "/newsletter/",
              f"/certificates/{certificate.pk}/", "/certificates/log/"]  # fmt: skip
    pages = [
        (None, public),
        (place.manager, ["/certification/", f"/certification/{mine.pk}/", f"/certification/{mine.pk}/A1/",
                         "/exchange/", f"/exchange/{place.topic.pk}/", "/articles/new/"]),
        (place.one, ["/hub/certification/", f"/hub/certification/{mine.pk}/",
                     "/hub/articles/", f"/articles/{place.edition.pk}/"]),
    ]  # fmt: skip
    faults: list[str] = []
    for who, paths in pages:
        context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
        if who is not None:
            cookie = {"name": "sessionid", "value": session_of(who), "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        for path in paths:
            answer = page.goto(f"{live_server.url}{path}")
            assert answer is not None
            assert answer.status == 200, path
            found = Axe().run(page).response["violations"]
            faults += [f"{path}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found]
            if page.evaluate("document.documentElement.scrollWidth") > 360:
                faults.append(f"{path}: wider than the phone")
        context.close()
    assert faults == []


def test_the_badge_on_another_site_turns_grey_when_the_certificate_has_ended(
    browser: Browser, live_server: LiveServer, place: Library
) -> None:
    certificate = place.granted()

    def colour() -> str:
        page = browser.new_page()
        page.goto(f"{live_server.url}/certificates/{certificate.pk}/badge.svg")
        said = page.evaluate("document.querySelector('circle').getAttribute('fill')")
        page.close()
        return str(said)

    valid = colour()
    Certificate.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert (valid, colour()) == ("#0b6660", "#6b6b6b")

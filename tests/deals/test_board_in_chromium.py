"""The board in a real browser: for everybody, in light and dark, wide and narrow, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import signed_in_page, started
from tests.deals.request_makers import a_provider
from tests.deals.test_pipeline import a_card, hub_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_selling_have_no_barriers(
    browser: Browser, live_server: LiveServer, scheme: str, width: int
) -> None:
    ContentType.objects.clear_cache()
    actor = hub_staff()
    profile, _manager = a_provider()
    card = a_card(actor, profile.provider)
    a_card(actor, title="A card of the hub alone")
    size = {"width": width, "height": 900}
    page = signed_in_page(browser, live_server.url, actor, color_scheme=scheme, viewport=size)
    for path in ("/hub/pipeline/", f"/pipeline/cards/{card.pk}/", "/hub/desk/", "/hub/reports/"):
        page.goto(live_server.url + path)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_a_card_is_moved_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    ContentType.objects.clear_cache()
    actor = hub_staff()
    a_card(actor, title="Archive of letters")
    page = signed_in_page(browser, live_server.url, actor, java_script_enabled=False)
    page.goto(f"{live_server.url}/hub/pipeline/")
    page.get_by_label("Move Archive of letters to").select_option("proposal")
    page.get_by_role("button", name="Move Archive of letters").click()
    column = page.locator("section", has=page.get_by_role("heading", name="Proposal"))
    expect(column.get_by_role("link", name="Archive of letters")).to_be_visible()
    page.context.close()

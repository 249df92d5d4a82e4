"""The pages of care, channels and polls in a real browser: for everybody, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.models import Role
from tests.browser import signed_in_page, started
from tests.care.makers import a_service
from tests.makers import join, organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "vault"])]
OPEN = (
    "/care/", "/care/mine/", "/care/unmet/", "/helpline/", "/helpline/tell/", "/helpline/mine/",
    "/local-services/", "/published-polls/",
)  # fmt: skip
MANAGERS = (
    "/polls/", "/polls/new/", "/polls/results/", "/channels/", "/channels/airtime/",
    "/contacts/import", "/simulator/", "/notices/",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


def faults(page: Page, address: str) -> str:
    """Return what axe finds on a page with all that can be unfolded, and what a phone cannot show."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    found = Axe().run(page)
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return (found.generate_report() if found.violations_count else "") + (
        f"{wider} pixels too wide" if wider > 0 else ""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_care_and_voice_can_be_used_by_everybody(
    browser: Browser, live_server: LiveServer, scheme: str
) -> None:
    ContentType.objects.clear_cache()
    service = a_service()
    small = {"width": 360, "height": 740}
    visitor = browser.new_context(viewport=small, color_scheme=scheme).new_page()  # type: ignore[arg-type]
    boss = join("achieng", organisation(), Role.MANAGER)
    manager = signed_in_page(browser, live_server.url, boss, viewport=small, color_scheme=scheme)
    pages = [(visitor, path) for path in (*OPEN, f"/local-services/{service.pk}/")]
    pages += [(manager, path) for path in MANAGERS]
    assert {path: found for page, path in pages if (found := faults(page, live_server.url + path))} == {}

"""The public pages in a real browser: for everybody, on a phone, from right to left, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.models import Organisation, Role
from kazi.hub.models import Advocate
from kazi.hub.services import moderation
from kazi.hub.services.listings import Found, list_provider
from kazi.kernel.tenancy import acting_for
from tests.browser import session_of, started
from tests.hub.makers import published, staff
from tests.makers import organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


@pytest.fixture
def paths(transactional_db: None) -> list[str]:
    ContentType.objects.clear_cache()
    published()
    hub = organisation("Kazi hub", Organisation.Kind.HUB)
    asha = staff(Role.HUB, hub, "asha@hub.example")
    Advocate.objects.create(
        name="Baobab Fund", slug="baobab-fund", kind="foundation", about="They train.",
        countries=["KE"], website="https://baobab.example", source="A report", source_on=date(2024, 5, 1),
    )  # fmt: skip
    found = Found(
        name="Baraka Data", country="KE", website="https://baraka.example", story="A centre in Nakuru.",
        source="A report", source_on=date(2025, 3, 1), services=["data-entry"],
    )  # fmt: skip
    with acting_for(hub.pk):
        list_provider(asha, found)
        case = moderation.hold("advocate", "baobab-fund", "It looks like a trick.")
        moderation.decide(asha, case, keep=True, reason="It is none.", link_to=str)
    return [
        "/", "/advocates/", "/advocates/baobab-fund/", "/providers/baraka-data/", "/moderation/",
        "/providers/baraka-data/claim/", "/report/provider/baraka-data/", "/embed/providers/baraka-data/",
        "/for-your-site/?provider=baraka-data",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_public_page_keeps_anybody_out(
    scheme: str, browser: Browser, live_server: LiveServer, paths: list[str]
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=True,
    )
    page = context.new_page()
    faults = []
    for path in paths:
        page.goto(live_server.url + path)
        found = Axe().run(page)
        faults += [(path, one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            faults.append((path, "wider than the phone", ""))
    context.close()
    assert faults == []


def test_the_menu_opens_on_a_phone_from_right_to_left_without_scripts(
    browser: Browser, live_server: LiveServer, paths: list[str]
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/?lang=ar")
    page.locator(".drawer > summary").click()
    link = page.locator(".drawer nav a[href='/advocates/']")
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["height"] >= 44
    link.click()
    assert page.url.endswith("/advocates/")
    assert page.locator("html").get_attribute("dir") == "rtl"  # The choice holds on the next page.
    context.close()


def test_the_desk_of_moderators_keeps_nobody_out(
    browser: Browser, live_server: LiveServer, paths: list[str]
) -> None:
    hub = Organisation.objects.get(kind=Organisation.Kind.HUB)
    asha = staff(Role.HUB, hub, "juma@hub.example")
    case = moderation.hold("provider", "baraka-data", "It looks like a trick.")
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "sessionid", "value": session_of(asha), "url": live_server.url}])
    page = context.new_page()
    faults = []
    for path in ("/hub/moderation/", f"/hub/moderation/{case.pk}/", "/hub/listings/", "/hub/advocates/new/"):
        page.goto(live_server.url + path)
        assert page.locator("h1").count() == 1
        found = Axe().run(page)
        faults += [(path, one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]]
    context.close()
    assert faults == []

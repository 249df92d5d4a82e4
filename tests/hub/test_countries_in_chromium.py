"""Countries and statistics in a real browser: for everybody (axe), on a phone, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.hub.rules.statistics import Job
from kazi.hub.services.countries import import_figures
from kazi.hub.services.statistics import publish_statistics
from tests.browser import signed_in_page, started
from tests.hub.country_files import tidy, twelve
from tests.hub.makers import published
from tests.makers import join, organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("/countries/", "/countries/KE/", "/countries/potential/", "/statistics/", "/embed/statistics/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


@pytest.fixture
def staff(transactional_db: None) -> Actor:
    ContentType.objects.clear_cache()
    return join("desk", organisation("Kazi hub", Organisation.Kind.HUB), Role.HUB)


@pytest.fixture
def world(staff: Actor, tmp_path: Path) -> None:
    path = tmp_path / "twelve.csv"
    path.write_text(twelve())
    import_figures(staff, path, path.name)
    published("Amani Data", country="KE")
    publish_statistics(date(2026, 3, 1), [Job("KE", "text-choice")] * 40 + [Job("IN", "other")] * 25, 2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_everybody_can_read_them(
    browser: Browser, live_server: LiveServer, world: None, scheme: str, language: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
    faults = {}
    for path in PAGES:
        page.goto(f"{live_server.url}{path}?lang={language}")
        found = Axe().run(page)
        if found.violations_count:
            faults[path] = found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert faults == {}
    page.close()


def test_the_desk_imports_a_file_without_a_script(
    browser: Browser, live_server: LiveServer, staff: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(tidy("KEN,gini_index,2020,40", "KEN,gini_index,2021,much"))
    page = signed_in_page(browser, live_server.url, staff, java_script_enabled=False)
    page.goto(f"{live_server.url}/hub/countries/")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Only try").click()
    expect(page.get_by_text("This was a try")).to_be_visible()
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("is not a number")).to_be_visible()


def test_hub_staff_can_read_their_desk(browser: Browser, live_server: LiveServer, staff: Actor) -> None:
    page = signed_in_page(browser, live_server.url, staff)
    for path in ("/hub/countries/", "/hub/countries/KE/"):
        page.goto(f"{live_server.url}{path}")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_the_map_can_be_passed_by_or_walked_by_keyboard(
    browser: Browser, live_server: LiveServer, world: None
) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/countries/")
    skip = page.get_by_role("link", name="Skip the map")
    skip.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url("**/countries/*/")
    page.goto(f"{live_server.url}/countries/")
    page.get_by_role("link", name="Skip the map").press("Enter")
    page.wait_for_url("**/countries/#table")
    page.close()


def test_weights_are_moved_without_a_script(browser: Browser, live_server: LiveServer, world: None) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/countries/potential/")
    expect(page.locator("tbody tr").first.locator("th")).not_to_have_text("Senegal")
    page.get_by_label("Share of need").fill("100")
    page.get_by_role("button", name="Compute").click()
    expect(page.locator("tbody tr").first.locator("th")).to_have_text("Senegal")
    page.get_by_role("link", name="Back to our weights").click()
    page.wait_for_url("**/countries/potential/")
    context.close()

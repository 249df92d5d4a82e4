"""The helpline in a real browser: told once, opened again, left quickly, without barriers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.models import Organisation, Role
from kazi.care.models import Case
from kazi.kernel.tenancy import all_tenants
from tests.browser import started
from tests.makers import join, organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


def test_a_case_is_told_opened_again_and_left_quickly(browser: Browser, live_server: LiveServer) -> None:
    ContentType.objects.clear_cache()
    join("nadia", organisation("Workers' line", Organisation.Kind.ADVOCATE), Role.OFFICER)
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{live_server.url}/helpline/")
    page.goto(f"{live_server.url}/helpline/tell/")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("Pay and hours").check()
    page.get_by_label("What happened?").fill("No pay since May")
    page.get_by_label("Choose a PIN").fill("480295")
    page.get_by_role("button", name="Tell it").dblclick()  # An impatient thumb.
    code = page.locator(".slip").inner_text()
    assert all_tenants(Case).count() == 1
    page.get_by_role("link", name="I have written it down").click()
    page.get_by_label("Code on your slip").fill(code)
    page.get_by_label("PIN").fill("480295")
    page.locator("main form button.main").click()
    expect(page.get_by_label("Write to the officer")).to_be_visible()
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url("**/search/")
    page.go_back()
    page.wait_for_load_state()
    # What comes back is at most the empty form to open it: nothing that was told.
    expect(page.get_by_label("Write to the officer")).to_have_count(0)
    assert code not in page.content()
    page.context.close()

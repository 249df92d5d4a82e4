"""Polls in a real browser: no barriers, light and dark, wide and narrow; made without JavaScript."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import Poll
from kazi.voice.ready import ready_poll
from kazi.voice.services import polls
from tests.browser import signed_in_page, started
from tests.makers import join, organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


def a_manager() -> Actor:
    ContentType.objects.clear_cache()
    return join("achieng", organisation(), Role.MANAGER)


def a_poll(manager: Actor) -> Poll:
    with acting_for(manager.org_id):
        return polls.make_poll(manager, uuid.uuid4(), ready_poll("needs"), "ready")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_pages_of_polls_have_no_barriers(
    browser: Browser, live_server: LiveServer, scheme: str, width: int
) -> None:
    manager = a_manager()
    here = f"/polls/{a_poll(manager).pk}/"
    size = {"width": width, "height": 900}
    page = signed_in_page(browser, live_server.url, manager, color_scheme=scheme, viewport=size)
    pages = ("/polls/", "/polls/new/", here, f"{here}new-question/", f"{here}phone/?language=ar")
    for path in (*pages, f"{here}recordings/?language=bn", f"{here}settings/"):
        page.goto(live_server.url + path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_a_poll_is_made_and_tried_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    page = signed_in_page(browser, live_server.url, a_manager(), java_script_enabled=False)
    page.goto(f"{live_server.url}/polls/new/")
    page.get_by_label("Title").fill("Transport")
    page.get_by_label("Kiswahili").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("English", exact=True).fill("How do you come to work?")
    page.get_by_label("Choice 1, English").fill("On foot")
    page.get_by_label("Choice 2, English").fill("By bus")
    page.get_by_label("Choice 2, Kiswahili").fill("Kwa basi")
    page.get_by_role("button", name="Keep the question").click()
    page.get_by_role("link", name="Try it on a phone").click()
    page.get_by_role("link", name="Kiswahili").click()
    expect(page.get_by_text("2. Kwa basi")).to_be_visible()
    page.get_by_label("Answer").fill("2")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The poll is at its end.")).to_be_visible()
    page.context.close()

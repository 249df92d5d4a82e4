"""The worker's pages in a real browser: the way through a task, without a line, and for everybody (axe)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Answer
from kazi.work.services.projects import NewTask, add_tasks
from tests.browser import signed_in_page, started
from tests.makers import join, make_project, organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


@pytest.fixture
def centre(transactional_db: None) -> Organisation:
    ContentType.objects.clear_cache()
    return organisation()


@pytest.fixture
def wanjiku(centre: Organisation) -> Actor:
    return join("wanjiku", centre)


def answers(org: Organisation) -> list[str]:
    with acting_for(org.pk):
        return [answer.value["kind"] for answer in Answer.objects.order_by("pk")]


def open_next(browser: Browser, live_server: LiveServer, actor: Actor, **options: object) -> Page:
    page = signed_in_page(browser, live_server.url, actor, viewport=PHONE, **options)
    page.goto(f"{live_server.url}/my/work")
    page.get_by_role("link", name="Next task").click()
    page.wait_for_url("**/my/work/next")  # Loaded, so its script is there.
    return page


def test_from_the_board_through_two_tasks_by_keyboard(
    browser: Browser, live_server: LiveServer, centre: Organisation, wanjiku: Actor
) -> None:
    make_project(centre, tasks=2)
    page = open_next(browser, live_server, wanjiku)
    expect(page.get_by_text("TOTAL 1.00")).to_be_visible()
    page.keyboard.press("4")
    expect(page.get_by_label("Total")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("TOTAL 2.00")).to_be_visible()
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="No task for you just now")).to_be_visible()
    assert answers(centre) == ["total", "date"]


def test_the_next_task_is_here_before_this_one_is_sent(
    browser: Browser, live_server: LiveServer, centre: Organisation, wanjiku: Actor
) -> None:
    make_project(centre, tasks=3)
    page = signed_in_page(browser, live_server.url, wanjiku, viewport=PHONE)
    with page.expect_response(lambda reply: "after=" in reply.url):
        page.goto(f"{live_server.url}/my/work/next")
    page.wait_for_timeout(200)
    page.context.set_offline(True)
    page.get_by_label("Total").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("TOTAL 2.00")).to_be_visible()
    expect(page.get_by_text("Not sent: no connection.")).to_be_visible()
    assert answers(centre) == []
    page.context.set_offline(False)
    expect(page.get_by_text("Not sent: no connection.")).to_be_hidden()
    assert answers(centre) == ["total"]


def test_a_refused_answer_is_marked_and_a_reload_keeps_what_was_typed(
    browser: Browser, live_server: LiveServer, centre: Organisation, wanjiku: Actor
) -> None:
    with acting_for(centre.pk):
        project = make_project(centre, tasks=0, kind="receipt-entry")
        add_tasks(project, [NewTask("one", {"image": "one.jpg"})])
    forget_everything()
    page = open_next(browser, live_server, wanjiku)
    page.get_by_label("Company", exact=True).fill("KEDAI MAJU")
    page.get_by_label("Date", exact=True).fill("31/02/2017")
    page.reload()
    expect(page.get_by_label("Company", exact=True)).to_have_value("KEDAI MAJU")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Not sent yet")).to_be_visible()
    expect(page.get_by_label("Date", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Date", exact=True).fill("28/02/2017")
    page.get_by_label("Total", exact=True).fill("40")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="No task for you just now")).to_be_visible()
    with acting_for(centre.pk):
        assert Answer.objects.get().value == {"company": "KEDAI MAJU", "date": "2017-02-28", "total": "40.00"}


def test_a_page_without_javascript_does_the_same(
    browser: Browser, live_server: LiveServer, centre: Organisation, wanjiku: Actor
) -> None:
    make_project(centre, tasks=1)
    page = open_next(browser, live_server, wanjiku, java_script_enabled=False)
    page.get_by_label("Total").check()
    page.get_by_role("button", name="Send").last.click()
    expect(page.get_by_role("heading", name="No task for you just now")).to_be_visible()
    assert answers(centre) == ["total"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["text-choice", "form-entry"])
def test_axe_finds_nothing_on_the_workers_pages(
    browser: Browser,
    live_server: LiveServer,
    centre: Organisation,
    wanjiku: Actor,
    scheme: str,
    kind: str,
    settings: Settings,
) -> None:
    settings.DEMO = True  # With its banner.
    with acting_for(centre.pk):
        project = make_project(centre, tasks=0, kind=kind)
        name = "page" if kind == "form-entry" else "text"
        add_tasks(project, [NewTask("one", {name: "one.jpg"})])
        make_project(centre, tasks=2, is_practice=True, overlap=100)
    forget_everything()
    page = signed_in_page(browser, live_server.url, wanjiku, viewport=PHONE, color_scheme=scheme)
    for path in ("/my/work", "/my/work/next"):
        page.goto(live_server.url + path)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_double_tap_answers_one_task_not_two(
    browser: Browser, live_server: LiveServer, centre: Organisation, wanjiku: Actor
) -> None:
    make_project(centre, tasks=3)
    page = signed_in_page(browser, live_server.url, wanjiku, viewport=PHONE)
    with page.expect_response(lambda reply: "after=" in reply.url):
        page.goto(f"{live_server.url}/my/work/next")
    page.get_by_label("Send as soon as I choose").check()
    page.wait_for_timeout(500)
    place = page.get_by_label("Total").bounding_box()
    assert place is not None
    page.mouse.dblclick(place["x"] + 5, place["y"] + 5)
    expect(page.get_by_text("TOTAL 2.00")).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.get_by_text("TOTAL 2.00")).to_be_visible()
    assert answers(centre) == ["total"]

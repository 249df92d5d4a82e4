"""The manager's and the lead's pages in a real browser: renewed by themselves, by keyboard, for everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.kernel.tenancy import acting_for
from kazi.quality import services as quality
from kazi.work.models import Batch, Project, RefusedRow, Result, Review
from kazi.work.services import claiming
from kazi.work.services.counting import count_answers
from kazi.workforce.models import Worker
from tests.browser import signed_in_page, started
from tests.makers import join, make_project, organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


@pytest.fixture
def centre(transactional_db: None) -> Organisation:
    ContentType.objects.clear_cache()
    return organisation()


@pytest.fixture
def boss(centre: Organisation) -> Actor:
    return join("achieng", centre, Role.MANAGER)


@pytest.fixture
def lines(centre: Organisation) -> Project:
    """Return a project of which everything is reviewed, with three answers, a question and a file."""
    project = make_project(centre, tasks=5, review_percent=100)
    worker = join("wanjiku", centre)
    with acting_for(centre.pk):
        for kind in ("date", "total", "total"):
            (_facts, seat), *_rest = claiming.next_work(worker, project.pk)
            claiming.submit_answer(worker, project.pk, seat.seat_id, {"kind": kind}, seconds=0)
        (_facts, seat), *_rest = claiming.next_work(worker, project.pk)
        claiming.ask(worker, project.pk, seat.seat_id, "Is a stamp a total?")
        quality.judge_some(project)
        count_answers()
        batch = Batch.objects.create(project=project, name="may.csv", state="reading", position=1, size=2)
        RefusedRow.objects.create(batch=batch, line=4, field="text", text="Write a text.")
    return project


def test_a_file_that_is_read_renews_its_page(
    browser: Browser, live_server: LiveServer, boss: Actor, lines: Project
) -> None:
    page = signed_in_page(browser, live_server.url, boss)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with acting_for(lines.org_id):
        batch = Batch.objects.get()
    page.goto(f"{live_server.url}/batches/{batch.pk}/")
    expect(page.get_by_text("Reading: 50 %")).to_be_visible()
    with acting_for(lines.org_id):
        Batch.objects.update(state="done", refused=1, imported=9)
    expect(page.get_by_text("The file is read.")).to_be_visible()
    expect(page.get_by_text("Write a text.")).to_be_visible()
    assert said == []  # Nothing that our own policy forbids.


def test_three_reviews_by_keyboard_alone(
    browser: Browser, live_server: LiveServer, boss: Actor, lines: Project
) -> None:
    page = signed_in_page(browser, live_server.url, boss)
    page.goto(f"{live_server.url}/reviews/")
    page.get_by_role("button", name="Begin with the oldest").press("Enter")
    expect(page.get_by_role("heading", name="line-1")).to_be_visible()
    page.keyboard.press("4")
    expect(page.get_by_label("Total")).to_be_checked()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="line-2")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="line-3")).to_be_visible()
    page.get_by_label("Comment").fill("Look at the word TOTAL.")
    page.keyboard.press("Control+b")
    expect(page.get_by_text("Nothing waits for review")).to_be_visible()
    with acting_for(lines.org_id):
        verdicts = list(Review.objects.order_by("pk").values_list("verdict", flat=True))
        assert verdicts == ["correct", "accept", "send_back"]
        assert [one.value["kind"] for one in Result.objects.order_by("task_id")] == ["total", "total"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_boards_can_be_used_by_everybody(
    browser: Browser, live_server: LiveServer, boss: Actor, lines: Project, scheme: str
) -> None:
    page = signed_in_page(
        browser, live_server.url, boss, viewport={"width": 360, "height": 740}, color_scheme=scheme
    )
    with acting_for(lines.org_id):
        batch, review, worker = Batch.objects.get(), Review.objects.first(), Worker.objects.get()
        assert review is not None
    for path in (
        "/manage/", "/team/", "/projects/", "/projects/new/", f"/projects/{lines.pk}/",
        f"/projects/{lines.pk}/preview/", f"/projects/{lines.pk}/batches/new", f"/batches/{batch.pk}/",
        "/people/", f"/people/{worker.pk}/", "/people/teams/", "/reviews/", f"/reviews/{review.pk}/",
        "/questions/",
    ):  # fmt: skip
        page.goto(f"{live_server.url}{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{path} is {wider} px too wide for a phone"

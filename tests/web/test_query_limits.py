"""The pages that people look at all day ask the database as much in a large centre as in a small one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.voice.rules.editing import Wording, add, blank
from kazi.voice.rules.questionnaire import Kind
from kazi.voice.services.polls import make_poll
from kazi.work.models import Project
from kazi.work.services.claiming import next_work, submit_answer
from kazi.work.services.deliveries import deliver
from kazi.workforce.models import Team
from tests.care.makers import a_service
from tests.makers import client_of, join, log_in, make_project, organisation, work_off

SMALL, LARGE = (1, 1), (9, 6)  # Workers and projects.
FOR_A_PROJECT = 5
Readers = dict[str, Actor]


def centre(workers: int, projects: int) -> Readers:
    """Make a centre at work for a client, with parcels delivered; return who reads which page."""
    org = organisation()
    buyer_org, buyer = client_of()
    with acting_for(org.pk):
        team = Team.objects.create(name="Day")
        boss, lead = join("achieng", org, Role.MANAGER), join("otieno", org, Role.LEAD, team)
        people = [join(f"worker-{number}", org, team=team) for number in range(workers)]
        made = [
            make_project(org, tasks=workers + 3, client=buyer_org, name=f"Lines {number}", review_percent=0)
            for number in range(projects)
        ]
        _work(people, made)
        work_off()
        for project in made:
            deliver(boss, project)
    return {"/manage/": boss, "/team/": lead, "/my/work/next": people[0], "/deliveries/": buyer}


def _work(people: list[Actor], projects: list[Project]) -> None:
    for project in projects:
        for worker in people:
            ((_facts, seat),) = next_work(worker, project.pk)
            submit_answer(worker, project.pk, seat.seat_id, {"kind": "total"})


def asked_by(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    ("path", "most", "most_when_new"),
    [("/manage/", 15, 25), ("/team/", 12, 16), ("/my/work/next", 4, 13), ("/deliveries/", 7, 8)],
)
def test_a_large_centre_costs_no_more_questions_than_a_small_one(
    db: None, path: str, most: int, most_when_new: int
) -> None:
    """`most_when_new` is for a process that remembers nothing yet."""
    new, again = {}, {}
    for size in (SMALL, LARGE):
        browser = log_in(centre(*size)[path])
        forget_everything()
        new[size], again[size] = asked_by(browser, path), asked_by(browser, path)
    assert again[LARGE] <= again[SMALL] <= most
    assert new[SMALL] <= most_when_new
    # The counts and the forecast of a project are asked for one by one, and remembered for seconds.
    further = FOR_A_PROJECT * (LARGE[1] - SMALL[1]) if path == "/manage/" else 0
    assert new[LARGE] <= new[SMALL] + further


@pytest.mark.parametrize(("path", "most"), [("/local-services/", 6), ("/polls/", 8)])
def test_a_long_list_of_services_or_polls_costs_no_more_questions(db: None, path: str, most: int) -> None:
    boss = join("achieng", organisation(), Role.MANAGER)
    browser = log_in(boss) if path == "/polls/" else Client()
    asked = []
    for more in (1, 8):
        for number in range(more):
            a_service(f"Baby Garden {more} {number}")
            with acting_for(boss.org_id):
                shape = add(blank(f"Poll {number}", ("en",)), Wording(Kind.TEXT, {"en": "Why?"}))
                make_poll(boss, uuid4(), shape, "editor")
        forget_everything()
        browser.get(path)
        asked.append(asked_by(browser, path))
    assert asked[1] <= asked[0] <= most

"""Pages, files and public copies of results: who sees which, what they hold, and what stays unsaid."""

from __future__ import annotations

import csv
import io
import re
import sys

import pytest
from django.test import Client

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import PrivacyBudget, PrivacySpend, PublishedPoll, ResultsPlan
from kazi.voice.services.publishing import publish_poll
from kazi.voice.services.releasing import close_poll, release_step
from tests.makers import join, log_in, organisation
from tests.voice.result_makers import a_busy_poll, asked_poll, many, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(org: Organisation, scope: None) -> ResultsPlan:
    plan = asked_poll(org, "Zebra poll", invited={"mombasa": 83})
    a_busy_poll(plan)
    release_step(plan.version_id)
    return plan


def addresses(plan: ResultsPlan) -> list[str]:
    results = f"/polls/{plan.version.poll_id}/results"
    return [
        f"{results}/",
        f"{results}/?by=site",
        f"{results}/?by=sitexsex",
        f"{results}.json",
        f"{results}.csv",
    ]


def test_the_board_says_n_and_date_at_each_figure_and_what_is_hidden_and_why(
    plan: ResultsPlan, manager: Actor
) -> None:
    page = log_in(manager).get(addresses(plan)[0]).content.decode()
    assert "Everybody, n = 120, " in page
    assert "Is there clean water?" in page
    assert '<svg class="chart"' in page
    assert "What is hidden, and why" in page
    assert "70 %" in page  # Of the 83 invited in Mombasa, at least.


def test_a_breakdown_that_is_not_permitted_is_not_shown(plan: ResultsPlan, manager: Actor) -> None:
    browser, address = log_in(manager), addresses(plan)[0]
    permitted = browser.get(f"{address}?by=site").content.decode()
    assert '<th scope="row">Mombasa</th>' in permitted
    for asked in ("water", "sexxsite", "sitexwater", "site'; --"):
        page = browser.get(address, {"by": asked}).content.decode()
        assert "Everybody, n = 120, " in page
        assert '<th scope="row">Mombasa</th>' not in page


def test_files_hold_what_the_page_holds_and_no_count_below_ten(plan: ResultsPlan, manager: Actor) -> None:
    take(plan, many(4, {"water": "yes"}, "", "f"))
    release_step(plan.version_id)
    browser = log_in(manager)
    told = browser.get(addresses(plan)[3]).json()
    rows = list(csv.DictReader(io.StringIO(browser.get(addresses(plan)[4]).content.decode())))
    assert len(told["figures"]) == len(rows) > 20
    for row in rows:
        assert int(row["n"]) == 0 or int(row["n"]) >= 10
        assert row["people"] in {"", "0"} or int(row["people"]) >= 10
    assert all(row["released_on"] for row in rows)
    text = browser.get(addresses(plan)[3]).content.decode()
    assert not re.search(r"\d\d:\d\d", text)  # A day, no moment.


def test_a_new_poll_says_how_to_begin(org: Organisation, manager: Actor, scope: None) -> None:
    plan = asked_poll(org)
    browser = log_in(manager)
    assert "No results yet" in browser.get(addresses(plan)[0]).content.decode()
    assert "Working conditions" in browser.get("/polls/results/").content.decode()


def test_before_any_poll_the_list_says_what_will_be_there(manager: Actor) -> None:
    assert "No poll has been asked yet" in log_in(manager).get("/polls/results/").content.decode()


def test_only_who_asked_sees_results_whatever_their_role(plan: ResultsPlan, org: Organisation) -> None:
    """Every role of the house, at the employer and elsewhere: the manager who asked, and nobody else."""
    kinds = {
        Role.CLIENT: Organisation.Kind.CLIENT,
        Role.HUB: Organisation.Kind.HUB,
        Role.OFFICER: Organisation.Kind.HUB,
        Role.SERVICE: Organisation.Kind.SERVICE,
        Role.SPONSOR: Organisation.Kind.SPONSOR,
        Role.ADVOCATE: Organisation.Kind.ADVOCATE,
        Role.MANAGER: Organisation.Kind.PROVIDER,
    }
    seen, leaks = [], []
    inside = [(f"{role} here", join(role, org, role)) for role in Role]
    outside = [
        (f"{role} elsewhere", join(role, organisation(f"Other {role}", kind), role))
        for role, kind in kinds.items()
    ]
    for who, actor in [*inside, *outside, ("visitor", None)]:
        browser = Client() if actor is None else log_in(actor)
        for address in addresses(plan):
            answer = browser.get(address)
            text = answer.content.decode()
            if answer.status_code == 200 and who == "manager here":
                seen.append(address)
            elif answer.status_code not in {302, 404} or "Zebra" in text or "Clean water" in text:
                leaks.append((who, address, answer.status_code))
        for action in ("close", "publish"):
            if who != "manager here":
                status = browser.post(f"{addresses(plan)[0]}{action}").status_code
                if status not in {302, 403, 404}:
                    leaks.append((who, action, status))
    assert leaks == []
    assert seen == addresses(plan)
    plan.refresh_from_db()
    assert plan.closed_at is None
    assert not PublishedPoll.objects.exists()


def test_a_sponsor_sees_the_results_of_the_polls_it_asked(db: None) -> None:
    sponsor = organisation("Fair Garments", Organisation.Kind.SPONSOR)
    plan = asked_poll(sponsor, "Zebra poll")
    a_busy_poll(plan)
    with acting_for(sponsor.pk):
        release_step(plan.version_id)
    page = log_in(join("asha", sponsor, Role.SPONSOR)).get(addresses(plan)[0]).content.decode()
    assert "Everybody, n = 120, " in page


def test_a_manager_closes_a_poll_and_sees_what_workers_are_told(plan: ResultsPlan, manager: Actor) -> None:
    browser = log_in(manager)
    assert browser.post(f"{addresses(plan)[0]}close").status_code == 302
    page = browser.get(addresses(plan)[0]).content.decode()
    assert "120 people took part." in page
    assert "Close the poll now" not in page
    assert browser.post(f"{addresses(plan)[0]}close").status_code == 302  # Twice is once.


# --- Publishing with noise -------------------------------------------------------------------------


def test_a_published_poll_gives_the_same_figures_again(plan: ResultsPlan, manager: Actor) -> None:
    pytest.importorskip("opendp")
    with pytest.raises(Conflict):
        publish_poll(manager, plan.version)
    close_poll(None, plan.version)
    browser = log_in(manager)
    address = browser.post(f"{addresses(plan)[0]}publish").headers["Location"]
    visitor = Client()
    first = visitor.get(address).content
    told = visitor.get(address.rstrip("/") + ".json").json()
    publish_poll(manager, plan.version)
    assert visitor.get(address).content == first
    assert visitor.get(address.rstrip("/") + ".json").json() == told
    assert PublishedPoll.objects.count() == 1
    assert b"Zebra poll" in visitor.get("/published-polls/").content
    labels = {one["code"]: one for one in told["questions"]}
    assert "harm" not in labels  # Sensitive.
    assert b"Kisumu" not in first  # No site.
    water = {line["answer"]: line["people"] for line in labels["water"]["lines"]}
    assert all(abs(n - 60) < 10 * told["margin"] for n in water.values())
    assert told["epsilon"] == 1.0


def test_noise_is_drawn_and_differs_from_the_exact_counts(plan: ResultsPlan, manager: Actor) -> None:
    pytest.importorskip("opendp")
    close_poll(None, plan.version)
    told = publish_poll(manager, plan.version).figures
    people = [line["people"] for one in told["questions"] for line in one["lines"]]
    # That all of these ten draws at scale 4 are zero has a chance of one in a thousand million.
    assert people != [60, 60, 120, 60, 0, 60, 0, 60, 0]


def test_each_site_has_a_budget_for_the_year_and_a_poll_spends_it_once(
    plan: ResultsPlan, org: Organisation, manager: Actor
) -> None:
    pytest.importorskip("opendp")
    for number in range(4):
        one = plan if number == 0 else asked_poll(org, f"Poll {number}")
        close_poll(None, one.version)
        if number < 3:
            publish_poll(manager, one.version)
            publish_poll(manager, one.version)
        else:
            with pytest.raises(Refused, match="used up"):
                publish_poll(manager, one.version)
    assert {row.site: row.spent for row in PrivacyBudget.objects.all()} == {
        "mombasa": 3000, "kisumu": 3000, "": 3000
    }  # fmt: skip
    assert PrivacySpend.objects.count() == 9
    assert PublishedPoll.objects.count() == 3


def test_more_than_one_epsilon_for_a_poll_is_refused(plan: ResultsPlan, manager: Actor) -> None:
    pytest.importorskip("opendp")
    close_poll(None, plan.version)
    with pytest.raises(ValueError, match="at most"):
        publish_poll(manager, plan.version, epsilon=1.5)


def test_without_the_library_publishing_is_refused_in_one_line(
    plan: ResultsPlan, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_poll(None, plan.version)
    monkeypatch.setattr("kazi.voice.services.publishing.find_spec", lambda _name: None)
    with pytest.raises(Refused, match="extra “privacy”"):
        publish_poll(manager, plan.version)
    page = log_in(manager).get(addresses(plan)[0]).content.decode()
    assert "OpenDP" in page
    assert "Publish this poll" not in page
    assert not PrivacyBudget.objects.exists()


def test_the_server_does_not_load_the_library_for_a_page(plan: ResultsPlan, manager: Actor) -> None:
    before = {name for name in sys.modules if name.startswith("opendp")}
    log_in(manager).get(addresses(plan)[0])
    assert {name for name in sys.modules if name.startswith("opendp")} == before

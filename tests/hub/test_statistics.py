"""Public statistics: what is counted, what is hidden, and that two figures are never mixed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from kazi.flows.records_to_statistics import publish_monthly, publish_now
from kazi.hub.models import LiveChoice, PublicProfile, StatisticsRelease
from kazi.hub.rules.statistics import LEAST, Earned, Job, release_of, shown_cells
from kazi.hub.services.statistics import publish_statistics
from kazi.kernel.tenancy import acting_for
from kazi.work.services.claiming import next_work, submit_answer
from tests.hub.makers import published
from tests.makers import answer_all, join, make_project

DAY = date(2026, 3, 1)


def jobs(**of_country: int) -> list[Job]:
    return [Job(country, "text-choice") for country, count in of_country.items() for _n in range(count)]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"KE": 40, "UG": 25}, {"KE": 40, "UG": 25}),
        ({"KE": 40, "UG": 25, "IN": 3}, {"KE": 40}),  # One alone would be the total less the others.
        ({"KE": 40, "UG": 25, "IN": 3, "NP": 4}, {"KE": 40}),  # Together seven: still too few.
        ({"KE": 40, "UG": 25, "IN": 6, "NP": 4}, {"KE": 40, "UG": 25}),
        ({"KE": 9}, {}),
        ({"KE": 40, "IN": 1}, {}),
        ({"KE": 10}, {"KE": 10}),
        ({"KE": 12, "UG": 0}, {"KE": 12}),
    ],
)
def test_small_cells_are_hidden_and_so_is_what_would_give_them_away(
    counts: dict[str, int], shown: dict[str, int]
) -> None:
    assert shown_cells(counts) == shown


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 60), max_size=8))
def test_no_subtraction_from_the_total_gives_a_small_group(counts: dict[str, int]) -> None:
    shown = shown_cells(counts)
    hidden = {key: n for key, n in counts.items() if n and key not in shown}
    assert all(n >= LEAST for n in shown.values())
    assert all(n >= LEAST or key in hidden for key, n in counts.items() if n)
    if hidden and sum(counts.values()) >= LEAST:
        assert sum(hidden.values()) >= LEAST
        assert len(hidden) >= 2


@given(st.integers(0, 60), st.integers(0, 60))
def test_every_published_number_is_a_multiple_of_five_and_never_below_ten(kenya: int, india: int) -> None:
    told = release_of(jobs(KE=kenya, IN=india), 2)
    numbers = [told["jobs"], *(row["n"] for row in told["by"]["country"].get("rows", []))]
    assert all(n is None or (n >= 10 and n % 5 == 0) for n in numbers)
    assert told["jobs"] is None or told["jobs"] <= kenya + india


def test_what_is_not_recorded_is_said_to_be_so_and_fills_in_later() -> None:
    bare = release_of(jobs(KE=40), 1)
    assert (bare["by"]["sex"], bare["by"]["age"], bare["wages"]) == (
        {"state": "not_recorded"}, {"state": "not_recorded"}, None,
    )  # fmt: skip
    people = [Job("KE", "a", "female", "18-24")] * 30 + [Job("KE", "a", "male", None)] * 20
    told = release_of(people, 1, [Earned("KES", 1_000_000, 50), Earned("USD", 5, 2)])
    assert told["by"]["sex"]["rows"] == [{"key": "female", "n": 30}, {"key": "male", "n": 20}]
    assert told["by"]["age"]["rows"] == [{"key": "18-24", "n": 30}, {"key": "not-stated", "n": 20}]
    assert told["wages"] == [{"currency": "KES", "minor": 1_000_000, "n": 50}]


def test_where_all_are_of_one_sex_that_is_not_told() -> None:
    told = release_of([Job("KE", "a", "female")] * 30, 1)
    assert told["by"]["sex"] == {"state": "hidden"}
    assert told["by"]["country"]["rows"] == [{"key": "KE", "n": 30}]  # Where a provider is, is no secret.


def at_work(people: int, *, agrees: bool = True, practice: bool = False, **profile: str) -> PublicProfile:
    """Make a published provider with people who have each answered a task, and one who has not."""
    public = published(**profile)
    org = public.provider
    project = make_project(org, tasks=people, is_practice=practice)
    with acting_for(org.pk):
        if agrees:
            LiveChoice.objects.create(code="workers")
        join("idle", org)
        for n in range(people):
            worker = join(f"worker-{n}", org)
            for _facts, seat in next_work(worker, project.pk):
                submit_answer(worker, project.pk, seat.seat_id, {"kind": "total"})
    return public


@pytest.mark.django_db
def test_people_who_worked_are_counted_and_the_idle_are_not() -> None:
    at_work(12, name="Amani Data", country="KE")
    release, made = publish_now(DAY)
    assert made
    assert release.figures["jobs"] == 10  # Twelve, rounded down.
    assert release.figures["by"]["country"]["rows"] == [{"key": "KE", "n": 10}]
    assert release.figures["by"]["kind"]["rows"] == [{"key": "text-choice", "n": 10}]
    assert release.figures["providers"] == 1


@pytest.mark.django_db
def test_practice_is_no_job_and_who_did_not_agree_is_not_counted() -> None:
    at_work(11, name="Amani Data", practice=True)
    at_work(11, name="Pamoja Data", agrees=False)
    assert publish_now(DAY)[0].figures["state"] == "none"


@pytest.mark.django_db
def test_demo_providers_are_counted_in_demo_mode_only(settings: Settings) -> None:
    public = at_work(11, name="Amani Data")
    PublicProfile.objects.filter(pk=public.pk).update(is_demo=True)
    assert publish_now(DAY)[0].figures["state"] == "none"
    settings.DEMO = True
    release, _made = publish_now(DAY)
    assert (release.is_demo, release.figures["jobs"]) == (True, 10)
    settings.DEMO = False
    assert "made up" not in Client().get("/statistics/").content.decode()


@pytest.mark.django_db
def test_a_release_of_a_day_is_made_once_and_never_changed() -> None:
    first, made = publish_statistics(DAY, jobs(KE=40), 1)
    again, made_again = publish_statistics(DAY, jobs(KE=90), 2)
    assert (made, made_again, again.pk, again.figures) == (True, False, first.pk, first.figures)


@pytest.mark.django_db
def test_the_clock_publishes_once_a_month() -> None:
    publish_monthly()
    publish_monthly()
    assert StatisticsRelease.objects.count() == 1


@pytest.mark.django_db
def test_a_person_with_several_kinds_counts_once_by_what_they_did_most() -> None:
    public = published()
    with acting_for(public.provider_id):
        LiveChoice.objects.create(code="workers")
    few = make_project(public.provider, tasks=1)
    many = make_project(public.provider, tasks=3)
    worker = join("amina", public.provider)
    with acting_for(public.provider_id):
        answer_all(worker, few)
        answer_all(worker, many)
    release, _made = publish_now(DAY)
    assert release.figures["state"] == "too_few"  # One person, not two jobs and not four.


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/statistics/", "/statistics.csv", "/statistics.json", "/embed/statistics/"]
)
def test_the_pages_are_there_before_anything_was_published(path: str) -> None:
    assert Client().get(path).status_code == 200


@pytest.mark.django_db
def test_the_claim_stands_beside_the_count_with_its_source_and_is_never_added() -> None:
    publish_statistics(DAY, jobs(KE=40, IN=25), 2)
    text = Client().get("/statistics/").content.decode()
    for words in (
        "500,000",
        "2 million by 2020",
        "nextbillion.net/outsourcing-for-good",
        "Claimed",
        "Recorded",
        ">65<",
    ):
        assert words in text
    assert "500,065" not in text
    data = json.loads(Client().get("/statistics.json").content)
    assert data["claim_of_the_field"]["standing"] == "claimed"
    assert [one["jobs"] for one in data["recorded_here"]] == [65]
    assert data["methods"]["1"]


@pytest.mark.django_db
def test_each_row_of_the_csv_has_its_date_n_and_method() -> None:
    publish_statistics(DAY, jobs(KE=40, IN=3), 2)
    lines = Client().get("/statistics.csv").content.decode().splitlines()
    assert lines[0] == "as_of,figure,part,key,state,n,method"
    assert lines[1] == "2026-03-01,jobs,all,,published,40,version 1"
    assert "2026-03-01,jobs,country,,hidden,,version 1" in lines
    assert "2026-03-01,wages,all,,not_recorded,,version 1" in lines
    assert not any("IN" in line for line in lines)


@pytest.mark.django_db
def test_few_people_are_a_word_and_no_number() -> None:
    publish_statistics(DAY, jobs(KE=7), 1)
    text = Client().get("/statistics/").content.decode()
    assert "fewer than 10" in text
    assert '"n": 7' not in json.dumps(StatisticsRelease.objects.get().figures)


@pytest.mark.django_db
def test_machines_read_a_dataset() -> None:
    publish_statistics(DAY, jobs(KE=40), 1)
    text = Client().get("/statistics/").content.decode()
    said = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (said["@type"], said["dateModified"]) == ("Dataset", "2026-03-01")
    assert [one["encodingFormat"] for one in said["distribution"]] == ["text/csv", "application/json"]


@pytest.mark.django_db
def test_other_sites_may_frame_the_statistics_and_learn_both_figures() -> None:
    publish_statistics(DAY, jobs(KE=40), 1)
    answer = Client().get("/embed/statistics/")
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "40 jobs recorded" in answer.content.decode()
    assert "as a claim" in answer.content.decode()

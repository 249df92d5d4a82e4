"""From replies to what is released of them, on a real database."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction

from kazi.accounts.models import Organisation
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict
from kazi.voice import released
from kazi.voice.models import ReleasedFigures, ReleaseState, ResultLetter, ResultsPlan, UnreleasedTally
from kazi.voice.rules.questionnaire import Kind, Question, Questionnaire
from kazi.voice.rules.release.keeping import state_from_json, state_to_json
from kazi.voice.rules.release.lattice import EVERYBODY
from kazi.voice.rules.results import Reply, plan_from_json, plan_of, plan_to_json
from kazi.voice.services.releasing import (
    close_poll,
    counts_for_noise,
    plan_results,
    release_due,
    release_step,
)
from kazi.voice.services.tallying import keep, record_answer
from tests.voice.result_makers import ASKS, a_busy_poll, asked_poll, many, reply, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(org: Organisation, scope: None) -> ResultsPlan:
    return asked_poll(org)


def tally(plan: ResultsPlan) -> Counter[tuple[str, str]]:
    found = Counter[tuple[str, str]]()
    for row in UnreleasedTally.objects.filter(version_id=plan.version_id):
        found[row.question, row.answer] += row.people
    return +found


def test_a_plan_survives_its_json_and_is_made_once(plan: ResultsPlan) -> None:
    told = plan_of(ASKS)
    assert plan_from_json(plan_to_json(told)) == told == plan.told()
    assert plan_results(plan.version, is_live=False) == plan
    assert list(told.lattice.breakdowns) == [("site",), ("sex",), ("site", "sex")]


def test_words_are_never_counted_and_wide_scales_are_counted_in_bands() -> None:
    assert "words" not in {one.code for one in plan_of(ASKS).told()}
    age = Question("age", Kind.INTEGER, low="15", high="64")
    (scale,) = plan_of(Questionnaire("Ages", ("en",), (age,))).questions
    assert scale.answers == ("15–24", "25–34", "35–44", "45–54", "55–64")
    assert list(scale.given("25")) == [("age", "25–34")]
    assert list(scale.given("64")) == [("age", "55–64")]
    assert list(scale.given("65")) == list(scale.given("many")) == []


def test_a_reply_counts_when_it_is_known_where_and_moves_when_it_is_mended(plan: ResultsPlan) -> None:
    begun = Reply({"site": "mombasa"})
    placed = Reply({"site": "mombasa", "sex": "f", "water": "yes"})
    mended = Reply({"site": "mombasa", "sex": "f", "water": "no", "needs": "creche bus"})
    with transaction.atomic():
        keep(plan.version_id, None, begun)
        assert tally(plan) == {}
        keep(plan.version_id, begun, placed)
        assert tally(plan) == {("", ""): 1, ("water", "yes"): 1}
        keep(plan.version_id, placed, mended)
        assert tally(plan) == {
            ("", ""): 1, ("water", "no"): 1, ("needs/creche", "1"): 1, ("needs/bus", "1"): 1,
        }  # fmt: skip
        keep(plan.version_id, mended, mended)  # Heard twice.
        assert tally(plan)["", ""] == 1
        keep(plan.version_id, mended, None)
        assert tally(plan) == {}


def test_counting_outside_the_transaction_of_the_reply_is_refused(
    plan: ResultsPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="transaction"):
        keep(plan.version_id, None, reply(water="yes"))


def test_a_reply_that_is_rolled_back_is_not_counted(plan: ResultsPlan) -> None:
    with transaction.atomic():
        keep(plan.version_id, None, reply(water="yes"))
        transaction.set_rollback(True)
    assert tally(plan) == {}


def test_nothing_is_released_of_nine_and_ten_are_told_as_one(plan: ResultsPlan) -> None:
    take(plan, many(9, {"water": "yes"}))
    assert not release_step(plan.version_id)
    assert not ReleasedFigures.objects.exists()
    take(plan, many(1, {"water": "no"}))
    assert release_step(plan.version_id)
    (water,) = ReleasedFigures.objects.filter(question="water")
    assert [one["n"] for one in water.figures["groups"]] == [10]
    assert {"answers": ["yes", "no"], "people": 10} in water.figures["groups"][0]["lines"]


def test_a_board_shows_released_figures_by_permitted_breakdowns(plan: ResultsPlan) -> None:
    a_busy_poll(plan)
    assert release_due() == 1
    found = released.board(plan.version, plan, (), "en")
    assert found.took_part.groups[0].people == 120
    water = next(one for one in found.questions if one.code == "water")
    assert [(line.labels, line.people) for line in water.groups[0].lines if line.people] == [
        (("Yes",), 60),
        (("No",), 60),
    ]
    by_site = released.board(plan.version, plan, ("site",), "sw")
    water = next(one for one in by_site.questions if one.code == "water")
    assert water.label == "Je, kuna maji safi?"
    assert {group.labels: group.people for group in water.groups if group.people} == {
        (("Unafanya kazi wapi?", "Mombasa"),): 60,
        (("Unafanya kazi wapi?", "Kisumu"),): 60,
    }


def test_a_step_twice_is_once_and_nothing_changes_between_steps(plan: ResultsPlan) -> None:
    a_busy_poll(plan)
    assert release_step(plan.version_id)
    before = list(ReleasedFigures.objects.values())
    assert not release_step(plan.version_id)
    take(plan, many(3, {"water": "yes", "harm": "yes"}))
    assert not release_step(plan.version_id)
    assert list(ReleasedFigures.objects.values()) == before


def test_what_was_released_cannot_be_changed(plan: ResultsPlan) -> None:
    a_busy_poll(plan)
    release_step(plan.version_id)
    row = ReleasedFigures.objects.first()
    assert row is not None
    row.figures = {}
    with pytest.raises(RuntimeError):
        row.save()


def test_the_state_of_the_steps_survives_its_json(plan: ResultsPlan) -> None:
    a_busy_poll(plan)
    release_step(plan.version_id)
    kept = ReleaseState.objects.get(version_id=plan.version_id)
    state = state_from_json(kept.state)
    assert state.told
    assert state_from_json(state_to_json(state)) == state


def test_a_poll_that_is_not_live_is_released_once_when_it_closes(org: Organisation, scope: None) -> None:
    plan = asked_poll(org, is_live=False)
    a_busy_poll(plan)
    assert release_due() == 0
    closed = close_poll(None, plan.version)
    assert closed.closed_at is not None
    assert released.latest_figures(plan.version)["water"].figures["groups"][0]["n"] == 120
    assert close_poll(None, plan.version).closed_at == closed.closed_at
    assert Entry.objects.filter(event="voice.poll_closed").count() == 1


def test_a_sensitive_question_on_which_a_site_agrees_is_hidden_for_that_site(plan: ResultsPlan) -> None:
    take(plan, many(40, {"water": "yes", "harm": "no"}, "mombasa"))
    take(plan, many(20, {"water": "yes", "harm": "yes"}, "kisumu"))
    take(plan, many(20, {"water": "no", "harm": "no"}, "kisumu"))
    release_step(plan.version_id)
    figures = released.latest_figures(plan.version)
    groups = {code: [one["group"] for one in row.figures["groups"]] for code, row in figures.items()}
    assert [["site", "mombasa"]] in groups["water"]
    assert [] in groups["harm"]
    assert [["site", "mombasa"]] not in groups["harm"]
    assert [["site", "kisumu"]] not in groups["harm"]


def test_garbled_answers_are_flipped_in_memory_and_told_as_an_estimate(
    org: Organisation, scope: None
) -> None:
    plan = asked_poll(org, garbled={"harm": "yes"})
    told = plan.told()
    assert record_answer(told, "harm", "no", lambda: 0.1) == "yes"
    assert record_answer(told, "harm", "no", lambda: 0.9) == "no"
    assert record_answer(told, "harm", "yes", lambda: 0.9) == "yes"
    assert record_answer(told, "water", "no", lambda: 0.1) == "no"
    take(plan, many(80, {"harm": "yes"}))
    take(plan, many(119, {"harm": "no"}))
    release_step(plan.version_id)
    assert "harm" not in released.latest_figures(plan.version)  # 199 are too few for an estimate.
    take(plan, many(12, {"harm": "yes"}))
    take(plan, many(20, {"harm": "no"}))
    release_step(plan.version_id)
    (one,) = released.latest_figures(plan.version)["harm"].figures["groups"]
    assert "lines" not in one
    assert one["estimate"]["n"] == 231
    assert one["estimate"]["share"] == pytest.approx((92 / 231 - 0.2) / 0.8, abs=0.001)
    assert one["estimate"]["low"] < one["estimate"]["share"] < one["estimate"]["high"]


def test_a_question_with_three_answers_cannot_be_garbled() -> None:
    with pytest.raises(ValueError, match="two answers"):
        plan_of(ASKS, {"needs": "bus"})


def test_response_rates_come_by_site_in_steps(org: Organisation, scope: None) -> None:
    plan = asked_poll(org, invited={"mombasa": 83, "kisumu": 70})
    a_busy_poll(plan)
    release_step(plan.version_id)
    assert released.board(plan.version, plan, (), "en").rates == (("Kisumu", 85), ("Mombasa", 70))


def test_workers_are_told_what_came_of_it_in_each_language_and_nothing_sensitive(plan: ResultsPlan) -> None:
    a_busy_poll(plan)
    take(plan, many(20, {"water": "yes", "harm": "no", "needs": "creche"}, "kisumu"))
    take(plan, many(20, {"water": "yes", "harm": "yes", "needs": "creche"}, "kisumu"))
    close_poll(None, plan.version)
    english = released.letter(plan.version, "en")
    swahili = released.letter(plan.version, "sw")
    assert english is not None
    assert swahili is not None
    assert "160 people took part." in english.text
    assert "Is there clean water? About 65 % said: Yes." in english.text
    assert "Je, kuna maji safi?" in swahili.text
    assert "hurt" not in english.text
    assert released.letter(plan.version, "fr") == english
    close_poll(None, plan.version)
    assert ResultLetter.objects.count() == 2


def test_when_too_few_answered_they_are_told_so(plan: ResultsPlan) -> None:
    take(plan, many(4, {"water": "yes"}))
    close_poll(None, plan.version)
    letter = released.letter(plan.version, "en")
    assert letter is not None
    assert "Too few people answered" in letter.text
    assert "4" not in letter.text


def test_exact_counts_are_given_to_the_noise_of_a_closed_poll_only(plan: ResultsPlan) -> None:
    a_busy_poll(plan)
    with pytest.raises(Conflict):
        counts_for_noise(plan)
    assert counts_for_noise(close_poll(None, plan.version))["water"] == {"yes": 60, "no": 60}


def test_everybody_is_a_group_of_every_release(plan: ResultsPlan) -> None:
    a_busy_poll(plan)
    release_step(plan.version_id)
    for row in ReleasedFigures.objects.all():
        assert [list(pair) for pair in EVERYBODY] in [one["group"] for one in row.figures["groups"]]

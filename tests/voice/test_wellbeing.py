"""The well-being index: its formula by hand, ranges that hold what is true, and what is never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.kernel.tenancy import acting_for
from kazi.voice import access, wellbeing
from kazi.voice.models import ResultsPlan
from kazi.voice.ready import ready_poll
from kazi.voice.rules.questionnaire import Kind, Questionnaire
from kazi.voice.rules.results import Reply
from kazi.voice.rules.wellbeing import (
    ITEMS,
    SCORES,
    Lines,
    Point,
    Range,
    Wave,
    asks_wellbeing,
    index,
    points,
    score,
)
from kazi.voice.services.polls import launch, make_poll
from kazi.voice.services.releasing import release_step
from tests.makers import join, log_in, organisation
from tests.voice.result_makers import take

OURS = ready_poll("wellbeing")
MIXED: Lines = {("most",): 20, ("some",): 10, ("few",): 10}


def items(lines: Lines) -> Mapping[str, Lines]:
    return dict.fromkeys(ITEMS, lines)


def test_the_formula_by_hand() -> None:
    """(2 × 20 + 1 × 10 + 0 × 10) / (2 × 40) is 62.5 %; who did not answer counts nowhere."""
    assert score(MIXED) == Range(62.5, 62.5)
    assert score({**MIXED, ("",): 15}) == Range(62.5, 62.5)
    assert index(items(MIXED)) == Range(62.5, 62.5)
    assert Range(62.5, 62.5).in_steps() == Range(65, 65)
    assert Range(62.4, 67.4).in_steps() == Range(60, 65)
    assert score({("most",): 10}) == Range(100, 100)
    assert score({("few",): 10}) == Range(0, 0)


def test_answers_told_together_make_a_range() -> None:
    assert score({("most",): 20, ("few", "some"): 20}) == Range(50, 75)
    # Twenty who are told with "no answer" may all have answered or none of them.
    assert score({("most",): 20, ("", "few"): 20}) == Range(50, 100)
    assert score({("", "few", "most", "some"): 20}) == Range(0, 100)


def test_one_question_that_is_not_told_hides_the_index() -> None:
    assert index({**items(MIXED), "wb_hope": {}}) is None
    assert index({**items(MIXED), "wb_hope": {("",): 40}}) is None
    assert index(dict.fromkeys(ITEMS[1:], MIXED)) is None


@given(
    counts=st.tuples(*[st.integers(0, 60)] * 4),
    parts=st.lists(st.integers(0, 2), min_size=4, max_size=4),
)
def test_whatever_is_told_together_the_true_score_lies_in_the_range(
    counts: tuple[int, int, int, int], parts: list[int]
) -> None:
    answers = ("most", "some", "few", "")
    of = sum(counts[:3])
    lines: dict[tuple[str, ...], int] = {}
    for part in set(parts):
        block = tuple(answer for answer, one in zip(answers, parts, strict=True) if one == part)
        lines[block] = sum(n for n, one in zip(counts, parts, strict=True) if one == part)
    found = score(lines)
    if of and found is not None:
        true = 100 * (2 * counts[0] + counts[1]) / (2 * of)
        assert found.low - 1e-9 <= true <= found.high + 1e-9
    if of:
        assert found is not None


def test_a_wave_moves_only_when_ten_people_changed_in_some_answer() -> None:
    nine: Lines = {("most",): 11, ("some",): 19, ("few",): 10}
    ten: Lines = {("most",): 10, ("some",): 20, ("few",): 10}
    waves = [Wave(1, items(MIXED)), Wave(2, items(nine)), Wave(3, items(ten)), Wave(4, items(nine))]
    assert points(waves) == [
        Point(1, Range(65, 65), 40),
        Point(2, Range(65, 65), 40, stands=True),
        Point(3, Range(50, 50), 40),
        Point(4, Range(50, 50), 40, stands=True),
    ]


def test_waves_that_tell_other_answers_together_are_compared_by_what_both_tell() -> None:
    """Folded otherwise and nobody changed: nothing moves; and a joiner alone never shows."""
    folded: Lines = {("most",): 20, ("few", "some"): 20}
    joined: Lines = {("most",): 21, ("few", "some"): 20}
    assert [one.stands for one in points([Wave(1, items(MIXED)), Wave(2, items(folded))])] == [False, True]
    assert [one.stands for one in points([Wave(1, items(MIXED)), Wave(2, items(joined))])] == [False, True]
    many: Lines = {("most",): 30, ("few", "some"): 20}
    assert points([Wave(1, items(MIXED)), Wave(2, items(many))])[1] == Point(2, Range(60, 80), 50)


def test_nine_people_are_never_a_point() -> None:
    assert points([Wave(1, {name: {("most",): 9} for name in ITEMS})]) == []
    assert points([Wave(1, {**items(MIXED), "wb_calm": {("most",): 9}})]) == []


def test_only_the_five_questions_with_our_answers_make_an_index() -> None:
    assert asks_wellbeing(OURS)
    assert set(SCORES) == {one.name for one in OURS.lists["days"]}
    assert not asks_wellbeing(replace(OURS, items=OURS.items[:-1]))
    for name in ("site", "wb_calm"):
        changed = tuple(
            replace(one, breakdown=False, kind=Kind.TEXT) if one.name == name else one
            for one in OURS.questions()
        )
        assert not asks_wellbeing(replace(OURS, items=changed))


def asked(manager: Actor, title: str, asks: Questionnaire = OURS) -> ResultsPlan:
    with acting_for(manager.org_id):
        poll = make_poll(manager, uuid4(), replace(asks, title=title), "ready")
        version = launch(manager, access.newest_version(poll))
        return ResultsPlan.objects.get(version=version)


def take_from(plan: ResultsPlan, site: str, **people: int) -> None:
    """Take replies in which each person gives the same answer to all five questions; release them."""
    for answer, n in people.items():
        take(plan, [Reply({"site": site, **dict.fromkeys(ITEMS, answer)}, has_ended=True)] * n)
    with acting_for(plan.org_id):
        release_step(plan.version_id)


@pytest.mark.django_db
def test_each_site_has_its_line_over_separate_polls(manager: Actor) -> None:
    spring, autumn = asked(manager, "Spring"), asked(manager, "Autumn")
    asked(manager, "Other", replace(OURS, items=OURS.items[:3]))
    for plan, first in ((spring, (30, 15, 15)), (autumn, (15, 15, 30))):
        for site, (most, some, few) in (("first", first), ("second", (20, 20, 20))):
            for answer, n in (("most", most), ("some", some), ("few", few)):
                take(plan, [Reply({"site": site, **dict.fromkeys(ITEMS, answer)}, has_ended=True)] * n)
        with acting_for(manager.org_id):
            release_step(plan.version_id)
    with acting_for(manager.org_id):
        found = {one.site: one.waves for one in wellbeing.courses("en")}
    assert set(found) == {"", "Our first site", "Our second site"}
    assert [(one.title, one.low, one.high, one.stands) for one in found["Our first site"]] == [
        ("Spring", 65, 65, False), ("Autumn", 40, 40, False)
    ]  # fmt: skip
    assert [(one.low, one.high, one.stands) for one in found["Our second site"]] == [
        (50, 50, False), (50, 50, True)
    ]  # fmt: skip
    page = log_in(manager).get("/polls/well-being/").content.decode()
    assert page.count('<svg class="chart"') == 3
    assert "Too few changed: the index before stands." in page
    assert "100 × the sum of these" in page
    assert page.count("Our first site") >= 1


@pytest.mark.django_db
def test_a_site_of_nine_and_one_where_all_agree_never_show(manager: Actor) -> None:
    plan = asked(manager, "Spring")
    for answer in SCORES:
        take(plan, [Reply({"site": "first", **dict.fromkeys(ITEMS, answer)}, has_ended=True)] * 20)
    take(plan, [Reply({"site": "second", **dict.fromkeys(ITEMS, "few")}, has_ended=True)] * 9)
    with acting_for(manager.org_id):
        release_step(plan.version_id)
        told = {one.site: one.waves for one in wellbeing.courses("en")}
        assert "Our second site" not in told
        assert all(wave.people >= 10 for waves in told.values() for wave in waves)
        # Forty more who all say the same: what each of them said must not be readable.
        take(plan, [Reply({"site": "second", **dict.fromkeys(ITEMS, "few")}, has_ended=True)] * 40)
        release_step(plan.version_id)
        assert "Our second site" not in {one.site for one in wellbeing.courses("en")}


@pytest.mark.django_db
def test_before_anything_is_released_the_page_says_how_to_begin_and_others_see_none(manager: Actor) -> None:
    plan = asked(manager, "Zebra spring")
    take_from(plan, "first", most=4)
    page = log_in(manager).get("/polls/well-being/").content.decode()
    assert "Nothing to show yet" in page
    for answer in SCORES:
        take(plan, [Reply({"site": "first", **dict.fromkeys(ITEMS, answer)}, has_ended=True)] * 20)
    with acting_for(manager.org_id):
        release_step(plan.version_id)
    assert "Zebra spring" in log_in(manager).get("/polls/well-being/").content.decode()
    rival = join("mwangi", organisation("Rival Data"), Role.MANAGER)
    assert "Zebra spring" not in log_in(rival).get("/polls/well-being/").content.decode()
    worker = join("kamau", Organisation.objects.get(pk=manager.org_id))
    assert log_in(worker).get("/polls/well-being/").status_code == 404

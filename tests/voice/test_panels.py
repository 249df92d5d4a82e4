"""A poll in waves: who is linked, by what, until when, and what is told when a wave closes."""

from __future__ import annotations

import json
import uuid

import pytest

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.channels.vault import numbers, studies
from kazi.channels.vault.models import Study
from kazi.conversations.models import Answer, Decision, Keyword, Reception, Taking
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.recall import forget_everything
from kazi.voice.models import (
    CountedReply,
    LinkedReply,
    Panel,
    PanelMember,
    PollVersion,
    ReleasedFigures,
    ReleasedWave,
    Wave,
    WaveCounts,
)
from kazi.voice.released import letter, newest_plan, polls_with_results
from kazi.voice.repeated import flat, over_waves, panel_waves
from kazi.voice.rules import editing
from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire
from kazi.voice.services import polls
from kazi.voice.services.panels import begin_panel, end_panel, next_wave
from kazi.voice.services.releasing import close_poll, release_due
from tests.voice.panel_makers import WATER, a_panel, begin_next, count_many, plan_of_wave, sms, talks, told

pytestmark = [pytest.mark.django_db(databases=["default", "vault"]), pytest.mark.usefixtures("scope")]
ANN, BEN = "+254711000001", "+254711000002"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    forget_everything()


@pytest.fixture
def panel(manager: Actor, scope: None) -> Panel:
    return a_panel(manager)


def who(panel: Panel, address: str) -> uuid.UUID:
    number = numbers.find(address)
    assert number is not None
    return studies.pseudonym(panel.study, number)


def members(panel: Panel) -> set[uuid.UUID]:
    return set(PanelMember.objects.filter(panel=panel).values_list("who", flat=True))


def linked(panel: Panel) -> dict[tuple[int, uuid.UUID], dict[str, str]]:
    rows = LinkedReply.objects.filter(version__wave__panel=panel)
    return {
        (number, one): json.loads(text)["answers"]
        for number, one, text in rows.values_list("version__wave__number", "who", "reply")
    }


def test_a_yes_links_the_reply_and_a_no_leaves_it_in_its_wave_alone(org: Organisation, panel: Panel) -> None:
    plan = plan_of_wave(panel, 1)
    channel = sms(org, plan)
    talks(channel, ANN, "yes")
    talks(channel, BEN, "no", water="no")
    assert members(panel) == {who(panel, ANN)}
    assert list(linked(panel)) == [(1, who(panel, ANN))]
    assert linked(panel)[1, who(panel, ANN)]["water"] == "yes"
    # Both took part, and the one who said no has ended like the other.
    assert CountedReply.objects.filter(version=plan.version).count() == 2
    assert set(Taking.objects.values_list("state", flat=True)) == {Taking.State.DONE}
    assert not Answer.objects.filter(question="may we ask again").exists()


def test_nothing_linked_can_be_found_by_the_number_or_by_a_wave(org: Organisation, panel: Panel) -> None:
    channel = sms(org, plan_of_wave(panel, 1))
    talks(channel, ANN, "yes")
    number = numbers.find(ANN)
    of_the_wave = set(CountedReply.objects.values_list("who", flat=True))
    of_the_talk = set(Taking.objects.values_list("who", flat=True))
    assert members(panel).isdisjoint(of_the_wave | of_the_talk | {number})


def test_who_agreed_is_linked_over_waves_from_the_first_answer_on(
    manager: Actor, org: Organisation, panel: Panel
) -> None:
    channel = sms(org, plan_of_wave(panel, 1))
    talks(channel, ANN, "yes")
    talks(channel, BEN, "")
    plan = begin_next(manager, panel, 2)
    assert Reception.objects.get(channel=channel).state == {"version": plan.version_id}
    talks(channel, ANN, "", water="no")  # Passed over this time: the yes of before still counts.
    talks(channel, BEN, "", water="no")
    assert {key: value["water"] for key, value in linked(panel).items()} == {
        (1, who(panel, ANN)): "yes", (2, who(panel, ANN)): "no"
    }  # fmt: skip


def test_a_no_in_a_later_wave_takes_back_the_yes_and_all_that_was_linked(
    manager: Actor, org: Organisation, panel: Panel
) -> None:
    channel = sms(org, plan_of_wave(panel, 1))
    talks(channel, ANN, "yes")
    begin_next(manager, panel, 2)
    talks(channel, ANN, "no")
    assert members(panel) == set()
    assert linked(panel) == {}
    assert list(Decision.objects.filter(purpose=panel.study).values_list("agreed", flat=True)) == [False]


@pytest.mark.parametrize("words", [("STOP",), ("DELETE", "1")])
def test_stop_and_delete_cut_a_person_out_of_every_wave(
    manager: Actor, org: Organisation, panel: Panel, words: tuple[str, ...]
) -> None:
    channel = sms(org, plan_of_wave(panel, 1))
    ann = talks(channel, ANN, "yes")
    ben = talks(channel, BEN, "yes")
    begin_next(manager, panel, 2)
    talks(channel, ANN, "yes")
    for text in words:
        ann.send(text)
    assert members(panel) == {who(panel, ben.address)}
    assert {key[1] for key in linked(panel)} == {who(panel, ben.address)}


def test_what_is_protected_by_chance_is_not_linked(manager: Actor, org: Organisation) -> None:
    asks = Questionnaire(
        "Harm", ("en",),
        (
            Question("harm", Kind.ONE, {"en": "Hurt?"}, options="yes_no", sensitive=True, garbled="yes"),
            Question("water", Kind.ONE, {"en": "Water?"}, options="yes_no"),
        ),
        {"yes_no": (Option("yes", {"en": "Yes"}), Option("no", {"en": "No"}))},
    )  # fmt: skip
    panel = a_panel(manager, asks)
    talks(sms(org, plan_of_wave(panel, 1)), ANN, "yes")
    assert [sorted(one) for one in linked(panel).values()] == [["water"]]
    assert "harm" in CountedReply.objects.get().reply


def test_a_poll_without_waves_asks_nobody_to_be_asked_again(manager: Actor, org: Organisation) -> None:
    poll = polls.make_poll(manager, uuid.uuid4(), WATER, "editor")
    version = polls.launch(manager, poll.versions.get())
    talks(sms(org, version.results), ANN, "yes")
    assert not Decision.objects.filter(purpose__startswith="panel").exists()
    assert PanelMember.objects.count() == 0


def test_each_command_twice_is_once(manager: Actor, panel: Panel) -> None:
    assert begin_panel(manager, panel.poll, 0) == panel
    close_poll(manager, plan_of_wave(panel, 1).version)
    second = next_wave(manager, panel, 2)
    assert next_wave(manager, panel, 2) == second
    assert Wave.objects.filter(panel=panel).count() == 2
    with pytest.raises(Conflict):
        next_wave(manager, panel, 4)


def test_what_cannot_be_is_refused_with_what_to_do(manager: Actor, panel: Panel) -> None:
    with pytest.raises(Refused, match="Close wave 1 first"):
        next_wave(manager, panel, 2)
    with pytest.raises(Refused, match="Close wave 1 first"):
        end_panel(manager, panel)
    with pytest.raises(Refused, match="in waves"):
        polls.change(panel.poll, 0, lambda now: editing.retitle(now, "Other", ("en",)))
    other = polls.make_poll(manager, uuid.uuid4(), WATER, "editor")
    polls.launch(manager, other.versions.get())
    with pytest.raises(Refused, match="without waves"):
        begin_panel(manager, other, 0)
    third = polls.make_poll(manager, uuid.uuid4(), WATER, "editor")
    with pytest.raises(Conflict):
        begin_panel(manager, third, 7)


def test_a_word_on_a_poster_begins_the_newest_wave(manager: Actor, panel: Panel) -> None:
    plan = plan_of_wave(panel, 1)
    Keyword.objects.create(word="maji", script="poll", state={"version": plan.version_id})
    Keyword.objects.create(word="other", script="poll", state={"version": plan.version_id + 1000})
    later = begin_next(manager, panel, 2)
    assert Keyword.objects.get(word="maji").state == {"version": later.version_id}
    assert Keyword.objects.get(word="other").state == {"version": plan.version_id + 1000}


def test_the_end_destroys_who_was_in_it_and_keeps_what_was_told(
    manager: Actor, org: Organisation, panel: Panel, django_capture_on_commit_callbacks: object
) -> None:
    talks(sms(org, plan_of_wave(panel, 1)), ANN, "yes")
    close_poll(manager, plan_of_wave(panel, 1).version)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        end_panel(manager, panel)
        end_panel(manager, panel)
    assert members(panel) == set()
    assert linked(panel) == {}
    studies.shred_due()
    assert Study.objects.get(pk=panel.study).shredded_at is not None
    assert ReleasedWave.objects.filter(wave__panel=panel).count() == 1
    with pytest.raises(Refused, match="over"):
        next_wave(manager, panel, 2)


def everybody(said: dict[str, int], site: str = "a") -> list[tuple[uuid.UUID | None, str, str]]:
    return [(None, site, water) for water, n in said.items() for _one in range(n)]


def test_a_later_wave_is_told_in_shares_and_never_in_counts(manager: Actor, panel: Panel) -> None:
    count_many(panel, plan_of_wave(panel, 1), everybody({"yes": 40, "no": 60}))
    plan = begin_next(manager, panel, 2)
    count_many(panel, plan, everybody({"yes": 61, "no": 39}))
    assert release_due() == 0
    close_poll(manager, plan.version)
    assert told(panel, 2)["groups"] == {("", "yes"): (40, 60), ("", "no"): (60, 40)}
    assert not ReleasedFigures.objects.filter(version=plan.version).exists()
    text = json.dumps(ReleasedWave.objects.get(wave__version=plan.version).figures)
    assert "61" not in text
    assert "39" not in text
    # The page of results stays with the first wave; no list leads to the counts of another.
    assert newest_plan(panel.poll) == plan_of_wave(panel, 1)
    assert [one.version_id for one, _day in polls_with_results()] == [plan_of_wave(panel, 1).version_id]


@pytest.mark.parametrize("second", [{"yes": 41, "no": 60}, {"yes": 40, "no": 59}, {"yes": 41, "no": 59}])
def test_one_who_joins_leaves_or_changes_between_waves_changes_nothing_that_is_told(
    manager: Actor, panel: Panel, second: dict[str, int]
) -> None:
    """42.4 % and 42.6 % are different steps: plain rounding would tell."""
    count_many(panel, plan_of_wave(panel, 1), everybody({"yes": 42, "no": 58}))
    plan = begin_next(manager, panel, 2)
    shifted = {"yes": second["yes"] + 2, "no": second["no"] - 2}
    count_many(panel, plan, everybody(shifted))
    close_poll(manager, plan.version)
    assert told(panel, 2)["groups"] == {("", "yes"): (None, 40), ("", "no"): (None, 60)}


def test_those_who_answered_both_times_are_told_beside_everybody(manager: Actor, panel: Panel) -> None:
    both = [uuid.uuid4() for _one in range(100)]
    gone = [uuid.uuid4() for _one in range(50)]
    first = [(one, "a", "yes" if n < 40 else "no") for n, one in enumerate(both)]
    left = [(one, "a", "yes" if n < 20 else "no") for n, one in enumerate(gone)]
    count_many(panel, plan_of_wave(panel, 1), [*first, *left])
    plan = begin_next(manager, panel, 2)
    stayed = [(one, "a", "yes" if n < 70 else "no") for n, one in enumerate(both)]
    count_many(panel, plan, [*stayed, *everybody({"yes": 20, "no": 30})])
    close_poll(manager, plan.version)
    found = told(panel, 2)
    assert found["same"] == {"yes": (40, 70), "no": (60, 30)}
    assert found["again"] == 65  # 100 of 150, in steps of five, rounded down.
    assert found["members"] == 150
    row = next(one for one in over_waves(panel, "en") if one.code == "water")
    assert [(one.answers, one.percents, one.moved) for one in row.rows] == [
        (("yes",), (40, 60), (False, True)), (("no",), (60, 40), (False, True))
    ]  # fmt: skip
    same = [(one.labels, one.before, one.percent) for one in row.same]
    assert same == [(("Yes",), 40, 70), (("No",), 60, 30)]
    assert [one.again for one in panel_waves(panel)] == [None, 65]
    lines = list(flat(panel, "en"))
    assert {"everybody", "answered both times"} == {one["who"] for one in lines}
    assert all(one["percent"] % 5 == 0 for one in lines)


@pytest.mark.parametrize("left", [0, 1])
def test_whether_one_has_left_changes_nothing_that_is_told_of_the_same_people(
    manager: Actor, panel: Panel, left: int
) -> None:
    both = [uuid.uuid4() for _one in range(101)]
    first = [(one, "a", "yes" if n < 41 else "no") for n, one in enumerate(both)]
    count_many(panel, plan_of_wave(panel, 1), first)
    plan = begin_next(manager, panel, 2)
    count_many(panel, plan, [(one, "a", "yes" if n < 71 else "no") for n, one in enumerate(both)][left:])
    close_poll(manager, plan.version)
    found = told(panel, 2)
    assert found["groups"] == {("", "yes"): (40, 70), ("", "no"): (60, 30)}
    assert found["same"] == {"yes": (40, 70), "no": (60, 30)}
    assert found["again"] == 95  # Never everybody.


def test_the_size_of_the_panel_moves_by_tens_only(manager: Actor, panel: Panel) -> None:
    some = [uuid.uuid4() for _one in range(60)]
    count_many(
        panel, plan_of_wave(panel, 1), [(one, "a", "yes" if n < 30 else "no") for n, one in enumerate(some)]
    )
    plan = begin_next(manager, panel, 2)
    PanelMember.objects.filter(who=some[0]).delete()
    count_many(panel, plan, [(one, "a", "yes" if n < 30 else "no") for n, one in enumerate(some[1:])])
    close_poll(manager, plan.version)
    assert told(panel, 2)["members"] == 60


def test_the_letter_of_a_later_wave_tells_changes_and_nothing_sensitive(manager: Actor, panel: Panel) -> None:
    count_many(panel, plan_of_wave(panel, 1), everybody({"yes": 40, "no": 60}))
    plan = begin_next(manager, panel, 2)
    count_many(panel, plan, everybody({"yes": 61, "no": 39}))
    close_poll(manager, plan.version)
    written = letter(plan.version, "en")
    assert written is not None
    assert "About 60 % said: Yes. Before it was 40 %." in written.text
    assert "hurt" not in written.text


def test_a_closed_wave_is_released_once(manager: Actor, panel: Panel) -> None:
    version = plan_of_wave(panel, 1).version
    close_poll(manager, version)
    close_poll(manager, PollVersion.objects.get(pk=version.pk))
    assert WaveCounts.objects.count() == ReleasedWave.objects.count() == 1

"""A poll on six media: the same record, the same count; replayed, stopped, erased, closed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from kazi.accounts.models import Organisation
from kazi.channels.rules.wire import Medium
from kazi.conversations.models import Taking
from kazi.conversations.rules.scripts import Ask, Done, Kind, State, Tell, Value, pick
from kazi.conversations.services.replying import reply
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import Poll, PollVersion, ResultsPlan
from kazi.voice.rules.questionnaire import Group, Option, Question, Questionnaire, to_json
from kazi.voice.rules.questionnaire import Kind as Of
from kazi.voice.services.releasing import close_poll, plan_results
from kazi.voice.talking import opening
from kazi.voice.talking.asked import forget
from kazi.voice.talking.script import PollScript
from tests.conversations.talks import SIX
from tests.voice.poll_talks import Person, line, stored, tally
from tests.voice.result_makers import ASKS

EVERY_KIND = replace(
    ASKS,
    items=(
        Question("hello", Of.NOTE, {"en": "Hello.", "sw": "Habari."}),
        *ASKS.items[:2],
        Question("water", Of.ONE, {"en": "Is there clean water?", "sw": "Maji?"}, options="yes_no"),
        Question("why", Of.TEXT, {"en": "Why?"}, relevant="selected(${water}, 'no')"),
        Question("harm", Of.ONE, {"en": "Has anybody hurt you?"}, options="yes_no", sensitive=True),
        Question("needs", Of.SEVERAL, {"en": "What do you need?"}, options="needs", required="true()"),
        Question("order", Of.RANK, {"en": "What comes first?"}, options="needs"),
        Question(
            "age", Of.INTEGER, {"en": "How old are you?"}, low="14", high="90",
            constraint=". >= 16", constraint_message={"en": "From sixteen on.", "sw": "Kuanzia 16."},
        ),
        Question("hours", Of.DECIMAL, {"en": "Hours a day?"}),
        Question("born", Of.DATE, {"en": "Since when?"}),
        Question("start", Of.TIME, {"en": "When do you begin?"}),
        Group("child", (Question("school", Of.ONE, {"en": "School?"}, options="yes_no"),), repeats=True),
        Question("ready", Of.ACKNOWLEDGE, {"en": "Heard?"}),
    ),
)  # fmt: skip
SAYS: dict[str, Value] = {
    "site": "kisumu", "sex": "m", "water": "yes", "harm": "no", "needs": ["creche", "bus"],
    "order:1": "bus", "order:2": "creche", "age": "31", "hours": "7.5", "born": "2019-03-05",
    "start": "0730", "school#1": "yes", "child?#2": "yes", "school#2": "no", "child?#3": "no",
}  # fmt: skip
pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def launched(
    org: Organisation, asks: Questionnaire = EVERY_KIND, garbled: dict[str, str] | None = None
) -> ResultsPlan:
    with acting_for(org.pk):
        version = PollVersion.objects.create(
            poll=Poll.objects.create(title="A poll"),
            questionnaire=to_json(asks),
            sha256="0" * 64,
            launched_at=timezone.now(),
        )
        return plan_results(version, garbled=garbled)


def test_the_same_poll_on_six_media_gives_the_same_record_and_the_same_count(org: Organisation) -> None:
    records, counts = [], []
    for number, medium in enumerate(SIX):
        plan = launched(org)
        address = f"+25471100000{number}"
        person = Person(line(org, medium, plan), address).answers(SAYS)
        assert not person.said[-1].waits, person.said[-1].text
        records.append(stored(org, plan, address))
        counts.append(tally(plan))
    expected = {**SAYS, "start": "07:30", "ready": "ok"}
    assert records[0] == expected
    assert all(record == records[0] for record in records)
    assert all(count == counts[0] for count in counts)
    cell = ("kisumu", "m")
    assert counts[0]["", "", cell] == 1
    assert counts[0]["order", "bus", cell] == counts[0]["needs/bus", "1", cell] == 1


def test_a_poll_stays_the_same_on_six_media_when_things_are_skipped(org: Organisation) -> None:
    says: dict[str, Value] = {"site": "mombasa", "water": "no", "needs": ["bus"], "child?#2": "no"}
    records = []
    for number, medium in enumerate(SIX):
        plan = launched(org)
        Person(line(org, medium, plan), f"+25471100001{number}").answers(says)
        records.append(stored(org, plan, f"+25471100001{number}"))
        assert tally(plan)["water", "no", ("mombasa", "")] == 1
    assert all(record == records[0] for record in records)
    assert records[0]["sex"] is None


def test_a_question_with_a_default_that_is_skipped_counts_as_answered(org: Organisation) -> None:
    asks = replace(
        ASKS,
        items=(
            Question("water", Of.ONE, {"en": "Is there clean water?"}, options="yes_no", default="'no'"),
            Question("needs", Of.SEVERAL, {"en": "What do you need?"}, options="needs", default="'bus'"),
            Question("mood", Of.INTEGER, {"en": "How are you, 1 to 5?"}, low="1", high="5", default="'3'"),
            Question("start", Of.TIME, {"en": "When do you begin?"}, default="'07:30'"),
            Question("born", Of.DATE, {"en": "Since when?"}, default="'2019-03-05'"),
            Question("harm", Of.ONE, {"en": "Hurt?"}, options="yes_no", default="'nonsense'"),
        ),
    )
    for number, medium in enumerate(SIX):
        plan = launched(org, asks)
        Person(line(org, medium, plan), f"+25471100001{number}").answers({})
        assert stored(org, plan, f"+25471100001{number}") == {
            "water": "no", "needs": ["bus"], "mood": "3", "start": "07:30", "born": "2019-03-05",
            "harm": None,
        }  # fmt: skip
        counts = tally(plan)
        assert counts["water", "no", ()] == counts["needs/bus", "1", ()] == counts["mood", "3", ()] == 1
        assert not any(code == "harm" for code, _answer, _cell in counts)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_comes_three_times_in_any_order_counts_once(org: Organisation, seed: int) -> None:
    plan = launched(org, ASKS)
    people = [
        Person(line(org, medium, plan), f"+2547110000{n}").answers(
            {"site": "kisumu", "sex": "f", "harm": "no"}
        )
        for n, medium in enumerate((Medium.USSD, Medium.SMS, Medium.WHATSAPP))
    ]
    before = tally(plan)
    assert before["", "", ("kisumu", "f")] == 3
    again = [(one.called, heard) for one in people for heard in one.sent] * 3
    random.Random(seed).shuffle(again)  # noqa: S311 -- an order, no secret.
    for called, heard in again:
        reply(called, heard)
    assert tally(plan) == before


def test_who_stops_or_is_erased_is_taken_out_of_the_count(org: Organisation) -> None:
    plan = launched(org, ASKS)
    sms = line(org, Medium.SMS, plan)
    stays = Person(sms, "+254711000001").answers({"site": "kisumu", "sex": "f", "water": "yes"})
    only = tally(plan)
    erased = Person(sms, "+254711000002").answers({"site": "kisumu", "sex": "f", "water": "yes"})
    assert tally(plan)["water", "yes", ("kisumu", "f")] == 2
    erased.send("DELETE")
    erased.send("1")
    assert tally(plan) == only
    half = Person(sms, "+254711000003")
    for text in ("hi", "1", "1", "1", "1"):
        half.send(text)
    assert tally(plan) != only
    half.send("STOP")
    assert tally(plan) == only
    for text in ("START", "hi", "1", "1", "1", "1", "2"):
        half.send(text)
    assert sum(n for (question, _a, _c), n in tally(plan).items() if question == "") == 2
    stays.send("DELETE")
    stays.send("1")


def test_nobody_answers_twice_on_another_channel(org: Organisation) -> None:
    plan = launched(org, ASKS)
    Person(line(org, Medium.SMS, plan), "+254711000001").answers({"site": "kisumu", "sex": "f"})
    before = tally(plan)
    again = Person(line(org, Medium.USSD, plan), "+254711000001")
    again.open()
    assert again.last == "Thank you. There is nothing to ask you now."
    assert tally(plan) == before


def test_a_closed_poll_says_so_kindly_and_counts_nothing(org: Organisation) -> None:
    plan = launched(org, ASKS)
    sms = line(org, Medium.SMS, plan)
    late = Person(sms, "+254711000001")
    for text in ("hi", "1", "1"):
        late.send(text)
    with acting_for(org.pk):
        close_poll(None, plan.version)
        forget(plan.version_id)
    late.send("1")
    assert late.last == "Thank you for coming. These questions are over and take no more answers."
    new = Person(sms, "+254711000002")
    new.send("hi")
    assert "over" in new.last
    assert tally(plan) == {}


def test_an_answer_protected_by_chance_is_told_of_before_and_garbled_before_it_is_stored(
    org: Organisation,
) -> None:
    plan = launched(org, ASKS, {"harm": "yes"})
    sms, yes = line(org, Medium.SMS, plan), 0
    for n in range(40):
        address = f"+2547110001{n:02d}"
        person = Person(sms, address).answers({"site": "kisumu", "sex": "f", "harm": "no"})
        texts = "\n".join(one.text for one in person.said)
        assert texts.count("about 20 are written down as yes") == 1
        assert texts.index("protected by chance") < texts.index("Has anybody hurt you?")
        yes += stored(org, plan, address)["harm"] == "yes"
    assert 0 < yes < 25  # A fifth of forty; neither bound is passed once in ten thousand runs.
    assert tally(plan)["harm", "yes", ("kisumu", "f")] == yes


# --- The mapping alone ---


def state_of(plan: ResultsPlan, *taken: tuple[str, Value]) -> State:
    script, (_name, state) = PollScript(lambda: date(2026, 11, 30)), opening(plan.version_id)
    for question, value in taken:
        state = script.take(state, question, value)
    return state


def test_each_kind_of_question_is_asked_as_what_a_phone_can_answer(org: Organisation) -> None:
    plan, script = launched(org), PollScript(lambda: date(2026, 11, 30))
    with acting_for(org.pk):
        _name, state = opening(plan.version_id)
        assert isinstance(hello := script.move(state), Tell)
        assert pick(hello.words, "sw") == "Habari."
        state, kinds = script.take(state, "hello", None), {}
        while isinstance(ask := script.move(state), Ask):
            kinds[ask.id] = (ask.kind, ask.optional)
            state = script.take(state, ask.id, SAYS.get(ask.id, "ok"))
        assert isinstance(ask, Done)
    assert kinds["order:2"] == kinds["site"] == (Kind.ONE, True)
    assert kinds["needs"] == (Kind.SEVERAL, False)
    assert kinds["start"] == (Kind.NUMBER, True)
    assert kinds["child?#3"] == (Kind.ONE, False)
    assert "why" not in kinds
    assert state["day"] == "2026-11-30"


def test_a_constraint_answers_in_the_language_of_the_talk(org: Organisation) -> None:
    plan, script = launched(org), PollScript()
    with acting_for(org.pk):
        before = [(name, SAYS.get(name)) for name in ("site", "sex", "water", "harm", "needs")]
        state = state_of(plan, ("hello", None), *before, ("order:1", "bus"), ("order:2", "creche"))
        ask = script.move(state)
        assert isinstance(ask, Ask)
        assert ask.check is not None
        assert ask.check("15", "sw") == "Kuanzia 16."
        assert ask.check("15", "en") == "From sixteen on."
        assert ask.check("12", "en") == "Please answer with a number from 14 to 90."
        assert ask.check("16", "en") == ""


def test_going_back_stands_at_the_last_question_also_inside_a_ranking(org: Organisation) -> None:
    plan, script = launched(org), PollScript()
    with acting_for(org.pk):
        before = [(name, SAYS.get(name)) for name in ("site", "sex", "water", "harm", "needs")]
        state = state_of(plan, ("hello", None), *before, ("order:1", "bus"))
        back = script.back(state)
        assert back is not None
        assert getattr(script.move(back), "id", "") == "order:1"
        assert [one.code for one in getattr(script.move(back), "options", ())] == ["creche", "bus"]
        further = script.back(back)
        assert further is not None
        assert getattr(script.move(further), "id", "") == "needs"
        assert script.back(state_of(plan, ("hello", None))) is None


def test_a_choice_called_by_a_number_is_not_taken_for_the_place_of_another(org: Organisation) -> None:
    asks = Questionnaire(
        "N", ("en",), (Question("q", Of.ONE, {"en": "Q?"}, options="n", constraint=". = '2'"),),
        {"n": (Option("2", {"en": "Two"}), Option("1", {"en": "One"}))},
    )  # fmt: skip
    plan = launched(org, asks)
    with acting_for(org.pk):
        ask = PollScript().move(state_of(plan))
        assert isinstance(ask, Ask)
        assert ask.check is not None
        assert ask.check("2", "en") == ""
        assert ask.check("1", "en") != ""


def test_a_taking_is_once_for_all_whatever_language_was_spoken(org: Organisation) -> None:
    plan = launched(org, ASKS)
    person = Person(line(org, Medium.SMS, plan, ("en", "sw")), "+254711000001")
    person.answers({"site": "kisumu", "sex": "f", "water": "yes"}, language="2")
    assert any("Unafanya kazi wapi?" in one.text for one in person.said)
    with acting_for(org.pk):
        assert Taking.objects.get().state == Taking.State.DONE

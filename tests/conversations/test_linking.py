"""Consent that may be refused in the middle of a talk, and the studies that such a consent opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kazi.accounts.models import Organisation
from kazi.channels.models import Channel
from kazi.channels.vault import numbers, studies
from kazi.conversations.models import Answer, Decision
from kazi.conversations.rules import linking, scripts
from kazi.conversations.rules.scripts import Ask, Consent, Done, Kind, Move, Option, Run, State, Step, Value
from kazi.kernel.tenancy import acting_for
from tests.conversations.makers import channel_of
from tests.conversations.test_services import CALLER, say

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
YES_NO = [Option("yes", {"en": "Yes"}), Option("no", {"en": "No"})]


class Twice:
    """One question, then whether it may be asked again; of the study "again:1"."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.gone: list[tuple[str, str]] = []

    def subject(self, state: State) -> str:
        return "twice:1"

    def consent(self, state: State) -> Consent | None:
        return None

    def move(self, state: State) -> Move:
        if "water" not in state:
            return Ask("water", Kind.ONE, {"en": "Is there water?"}, YES_NO)
        if "asked" in state:
            return Done()
        return Ask(
            "again", Kind.ONE, {"en": "May we ask again?"}, YES_NO, optional=True, decides=("again:1", 1)
        )

    def take(self, state: State, question: str, value: Value) -> State:
        return {**state, "water" if question == "water" else "asked": value}

    def back(self, state: State) -> State | None:
        return None

    def keep(self, run: Run, step: Step) -> None:
        self.steps.append(step)

    def study(self, subject: str) -> str:
        return "again:1" if subject == "twice:1" else ""

    def knows(self, purpose: str) -> bool:
        return purpose.startswith("again:")

    def cut(self, run: Run, org_id: int, study: str, who: str) -> None:
        self.gone.append((study, who))


@pytest.fixture
def twice(monkeypatch: pytest.MonkeyPatch) -> Iterator[Twice]:
    script = Twice()
    monkeypatch.setitem(scripts._scripts, "twice", script)
    linking.link_with(script)
    yield script
    linking._links.remove(script)


@pytest.fixture
def channel(org: Organisation, twice: Twice) -> Channel:
    return channel_of(org, "simulator", "sms", script="twice")[0]


def decisions(org: Organisation) -> list[tuple[str, bool]]:
    with acting_for(org.pk):
        return list(Decision.objects.values_list("purpose", "agreed"))


def who_there() -> str:
    number = numbers.find(CALLER)
    assert number is not None
    return studies.pseudonym("again:1", number).hex


@pytest.mark.parametrize(("said", "agreed"), [("1", [("again:1", True)]), ("2", [("again:1", False)])])
def test_a_decision_in_a_talk_is_kept_as_one_and_the_talk_ends_well_either_way(
    org: Organisation, channel: Channel, twice: Twice, said: str, agreed: list[tuple[str, bool]]
) -> None:
    say(channel, "Hi", "1", said)
    assert decisions(org) == agreed
    assert twice.steps[-1].ended == "done"
    assert twice.steps[-1].decided == (*agreed[0][:1], 1, agreed[0][1])
    with acting_for(org.pk):
        assert list(Answer.objects.values_list("question", flat=True)) == ["water"]


def test_who_passes_over_it_has_decided_nothing(org: Organisation, channel: Channel, twice: Twice) -> None:
    say(channel, "Hi", "1", "SKIP")
    assert decisions(org) == []
    assert twice.steps[-1].ended == "done"


def test_a_script_is_given_the_pseudonym_of_the_study_and_no_other_name(
    channel: Channel, twice: Twice
) -> None:
    say(channel, "Hi", "1")
    step = twice.steps[-1]
    assert step.linked == ("again:1", who_there())
    assert step.who != who_there()


@pytest.mark.parametrize("words", [("STOP",), ("DELETE", "1")])
def test_stop_and_delete_cut_a_person_out_whether_or_not_a_talk_stands(
    channel: Channel, twice: Twice, words: tuple[str, ...]
) -> None:
    say(channel, "Hi", "1", "1")
    there = who_there()
    say(channel, *words)
    assert twice.gone == [("again:1", there)]


def test_who_never_decided_has_nothing_to_be_cut_out_of(channel: Channel, twice: Twice) -> None:
    say(channel, "Hi", "1", "STOP")
    assert twice.gone == []


def test_once_its_link_is_destroyed_a_study_is_given_nobody(channel: Channel, twice: Twice) -> None:
    say(channel, "Hi", "1", "1")
    studies.shred("again:1")
    say(channel, "STOP")
    assert twice.gone == []
    say(channel, "START", "Hi", address="+254711000002")
    assert twice.steps[-1].linked is None

"""Holding a whole poll with the real services, on any medium, as a person with that phone would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from django.db.models import Sum

from kazi.accounts.models import Organisation
from kazi.channels.models import Channel
from kazi.channels.rules.wire import Event, Heard, Medium, Said
from kazi.channels.vault import numbers, studies
from kazi.conversations.access import as_called
from kazi.conversations.models import Answer, Talk
from kazi.conversations.rules.place import from_json
from kazi.conversations.rules.scripts import Ask, Kind, Tell, Value, find
from kazi.conversations.services.knowing import talker
from kazi.conversations.services.replying import reply
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import CountedReply, ResultsPlan, UnreleasedTally
from kazi.voice.rules.results import Reply, counts_of
from kazi.voice.talking import opening, subject_of
from tests.conversations.makers import channel_of
from tests.conversations.talks import Phone


def line(
    org: Organisation, medium: Medium, plan: ResultsPlan | None, languages: tuple[str, ...] = ("en",)
) -> Channel:
    """Return a simulated channel whose talks begin with this poll."""
    script, state = opening(plan.version_id) if plan else ("welcome", {})
    made, _path = channel_of(org, "simulator", medium.value, languages=languages, script=script, state=state)
    return made


@dataclass
class Person(Phone):
    """A phone of the pure tests, which here speaks with the real service and keeps what it has sent."""

    channel: Channel
    address: str
    said: list[Said] = field(default_factory=list)
    sent: list[Heard] = field(default_factory=list)
    session: str = ""

    def __post_init__(self) -> None:
        with acting_for(self.channel.org_id):
            self.called = as_called(self.channel)
        self.line = self.called.line

    def send(self, text: str = "", event: Event = Event.ANSWER, **more: object) -> Said | None:
        heard = Heard(event, self.address, uuid4().hex, text, self.session)
        self.sent.append(heard)
        said = reply(self.called, heard)
        if said is not None:
            self.said.append(said)
        return said

    def standing(self) -> tuple[str, Ask | None]:
        """Return the stage of the engine and the question of the script that stands."""
        number = numbers.find(self.address)
        assert number is not None
        with acting_for(self.channel.org_id):
            talk = Talk.objects.filter(who=talker(self.channel.org_id, number)).first()
            place = from_json(talk.place) if talk else from_json("{}")
            script = find(place.script)
            move = script.move(place.state) if script else None
        if isinstance(move, Tell):
            return place.stage, Ask(move.id, Kind.ACKNOWLEDGE, move.words)
        return place.stage, move if isinstance(move, Ask) else None

    def answers(self, wanted: Mapping[str, Value], language: str = "1", most: int = 60) -> Person:
        """Begin, and answer everything by these values; what is not among them is skipped."""
        self.open()
        for _ in range(most):
            stage, ask = self.standing()
            if stage:
                self.send(language if stage == "language" else "1")
            elif ask is None:
                break
            else:
                self.answer(ask, "ok" if ask.kind is Kind.ACKNOWLEDGE else wanted.get(ask.id))
        return self


def stored(org: Organisation, plan: ResultsPlan, address: str) -> dict[str, Value]:
    """Return the stored record of one person."""
    number = numbers.find(address)
    assert number is not None
    with acting_for(org.pk):
        rows = Answer.objects.filter(who=studies.pseudonym(subject_of(plan.version_id), number))
        return {one.question: json.loads(one.value) for one in rows}


def tally(plan: ResultsPlan) -> dict[tuple[str, str, tuple[str, ...]], int]:
    """Return the unreleased counts, and see that they are the sum of what each reply counts as."""
    with acting_for(plan.org_id):
        rows = UnreleasedTally.objects.filter(version_id=plan.version_id)
        found = {
            (question, answer, tuple(json.loads(cell))): n
            for question, answer, cell, n in rows.values_list("question", "answer", "cell")
            .annotate(n=Sum("people"))
            .order_by()
            if n
        }
        total: dict[tuple[str, str, tuple[str, ...]], int] = {}
        for one in CountedReply.objects.filter(version_id=plan.version_id):
            said = json.loads(one.reply)
            for key, n in counts_of(plan.told(), Reply(said["answers"], has_ended=said["ended"])).items():
                total[key] = total.get(key, 0) + n
    assert found == total
    return found

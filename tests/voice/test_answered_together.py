"""Messages answered together come to the same as one after the other: same words, same tally, same record."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest

from kazi.accounts.models import Organisation
from kazi.channels.models import Channel
from kazi.channels.rules.wire import Event, Heard, Medium, Said
from kazi.conversations.access import as_called
from kazi.conversations.models import Decision, Taking
from kazi.conversations.services import together
from kazi.conversations.services.replying import _reply, key_of, reply
from kazi.kernel.tenancy import acting_for
from tests.voice.poll_talks import line, stored, tally
from tests.voice.test_talking import launched

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
PEOPLE = 9
# Whatever a step may come to: consent, answers, what is not understood, going back, a second thought, STOP.
WORDS = ("1", "2", "1", "2", "1 2", "12", "BACK", "SKIP", "HELP", "nonsense", "1", "1", "2")


def talks_of(seed: int) -> list[list[str]]:
    dice = random.Random(seed)  # noqa: S311 -- an order, no secret.
    return [
        ["hi", "1", *(dice.choice(WORDS) for _ in range(18)), *(["STOP"] if person == 4 else [])]
        for person in range(PEOPLE)
    ]


def heard_of(people: int, turn: int, text: str) -> Heard:
    return Heard(Event.ANSWER, f"+2547110001{people:02}", f"{people}-{turn}", text)


def outcome(org: Organisation, channel: Channel) -> tuple[list[str], list[bool]]:
    with acting_for(org.pk):
        takings = Taking.objects.filter(subject__startswith="poll:").values_list("state", flat=True)
        return sorted(takings), sorted(Decision.objects.values_list("agreed", flat=True))


@pytest.mark.parametrize("seed", range(4))
def test_in_groups_or_one_by_one_talks_come_to_the_same(seed: int) -> None:
    texts = talks_of(seed)
    found = []
    for in_groups in (False, True):
        org = Organisation.objects.create(name="Voice", slug=uuid4().hex)
        plan = launched(org)
        channel = line(org, Medium.SMS, plan)
        with acting_for(org.pk):
            called = as_called(channel)
        said: list[list[Said | None]] = [[] for _ in texts]
        answered_in_groups = 0
        for turn in range(max(map(len, texts))):
            some = [(n, heard_of(n, turn, one[turn])) for n, one in enumerate(texts) if turn < len(one)]
            if in_groups:  # With a copy of each, and the whole of the turn before once more.
                before = [heard_of(n, turn - 1, one[turn - 1]) for n, one in enumerate(texts) if turn]
                group = [heard for _n, heard in some]
                messages = [
                    together._Message(called, heard, key_of(called, heard))
                    for heard in [*group, *group, *before]
                ]
                answers = together._answer_all(messages)
                answered_in_groups += sum(one is not None for one in answers)
                assert not any(answers[len(group) :])
                for (n, heard), answer in zip(some, answers, strict=False):
                    said[n].append(answer.said if answer else reply(called, heard))
                    assert reply(called, heard) == said[n][-1]
            else:
                for n, heard in some:
                    said[n].append(_reply(called, heard, key_of(called, heard)))
        assert answered_in_groups > 100 or not in_groups
        records = [stored(org, plan, f"+2547110001{n:02}") for n in range(PEOPLE)]
        found.append((said, tally(plan), records, outcome(org, channel)))
    assert found[0] == found[1]
    assert found[0][1]

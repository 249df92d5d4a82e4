"""Who has answered something to its end, for telling them what came of it: never what they answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from kazi.channels.rules.wire import Medium
from kazi.channels.vault import numbers, studies
from kazi.conversations.models import Answer, Taking, Talk
from kazi.conversations.rules.place import from_json
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import current_org_id


@dataclass(frozen=True, slots=True)
class Taker:
    """A number by its id in the vault, the language of the talk, and the medium it was answered on."""

    number: UUID
    language: str
    medium: Medium


def takers(subject: str) -> Iterator[list[Taker]]:
    """Yield, a thousand numbers of the vault at a time, who has answered a subject to its end.

    Pseudonyms lead from a number to a talk and never back, so all numbers are gone through; a million
    take seconds.  Left out are those who have said STOP; nobody is found after the link is destroyed.
    """
    for ids in numbers.every_id():
        try:
            talkers = studies.pseudonyms(f"talks:{current_org_id()}", ids)
            whose = studies.pseudonyms(subject, ids)
        except (NotFound, studies.Shredded):
            return  # Nobody was asked, or nobody can tell any more who was.
        done = Taking.objects.filter(subject=subject, state=Taking.State.DONE, who__in=talkers.values())
        ended = set(done.values_list("who", flat=True))
        found = [one for one in ids if talkers[one] in ended]
        if found:
            yield _described(subject, found, talkers, whose)


def _described(
    subject: str, ids: list[UUID], talkers: dict[UUID, UUID], whose: dict[UUID, UUID]
) -> list[Taker]:
    talks = Talk.objects.filter(who__in=[talkers[one] for one in ids]).values_list("who", "place")
    places = {who: from_json(place) for who, place in talks}
    answers = Answer.objects.filter(subject=subject, who__in=[whose[one] for one in ids]).order_by("pk")
    media = dict(answers.values_list("who", "medium"))
    return [
        Taker(one, place.language, Medium(media[whose[one]]))
        for one in ids
        if (place := places.get(talkers[one])) is not None and not place.stopped and whose[one] in media
    ]

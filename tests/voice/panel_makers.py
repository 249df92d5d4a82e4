"""Short ways to make a panel, let people talk in its waves, and count many replies at once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.channels.models import Channel
from kazi.channels.rules.wire import Medium
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import LinkedReply, Panel, PanelMember, ReleasedWave, ResultsPlan, Wave
from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire
from kazi.voice.rules.results import Reply
from kazi.voice.services.panels import begin_panel, next_wave
from kazi.voice.services.polls import make_poll
from kazi.voice.services.releasing import close_poll
from tests.voice.poll_talks import Person, line
from tests.voice.result_makers import take

WATER = Questionnaire(
    "Water and pay",
    ("en",),
    (
        Question("site", Kind.ONE, {"en": "Where do you work?"}, options="sites", breakdown=True),
        Question("water", Kind.ONE, {"en": "Is there clean water?"}, options="yes_no"),
        Question("harm", Kind.ONE, {"en": "Has anybody hurt you?"}, options="yes_no", sensitive=True),
        Question("needs", Kind.SEVERAL, {"en": "What do you need?"}, options="needs"),
    ),
    {
        "sites": (Option("a", {"en": "Mombasa"}), Option("b", {"en": "Kisumu"})),
        "yes_no": (Option("yes", {"en": "Yes"}), Option("no", {"en": "No"})),
        "needs": (Option("creche", {"en": "A crèche"}), Option("bus", {"en": "A bus"})),
    },
)


def a_panel(actor: Actor, asks: Questionnaire = WATER) -> Panel:
    poll = make_poll(actor, uuid.uuid4(), asks, "editor")
    return begin_panel(actor, poll, 0)


def plan_of_wave(panel: Panel, number: int) -> ResultsPlan:
    return ResultsPlan.objects.select_related("version").get(
        version__wave__panel=panel, version__wave__number=number
    )


def begin_next(actor: Actor, panel: Panel, number: int) -> ResultsPlan:
    """Close the wave before and begin this one."""
    close_poll(actor, plan_of_wave(panel, number - 1).version)
    next_wave(actor, panel, number)
    forget_everything()
    return plan_of_wave(panel, number)


def sms(org: Organisation, plan: ResultsPlan) -> Channel:
    return line(org, Medium.SMS, plan)


def talks(channel: Channel, address: str, again: str, **answers: str) -> Person:
    """Let somebody answer a wave; `again` is yes, no or "" for passing over it, by key."""
    person = Person(channel, address)
    given = {"site": "a", "water": "yes", "harm": "no", **answers}
    return person.answers({**given, "may we ask again": {"yes": "yes", "no": "no"}.get(again)})


def count_many(panel: Panel, plan: ResultsPlan, people: Sequence[tuple[uuid.UUID | None, str, str]]) -> None:
    """Count replies (member or None, site, what of the water) to a wave, linked where a member gave them."""
    replies = []
    with acting_for(plan.org_id):
        for who, site, water in people:
            said = Reply({"site": site, "water": water}, has_ended=True)
            replies.append(said)
            if who is not None:
                PanelMember.objects.get_or_create(panel=panel, who=who)
                text = json.dumps({"answers": dict(said.answers), "ended": True})
                LinkedReply.objects.create(version=plan.version, who=who, reply=text)
    take(plan, replies)


def told(panel: Panel, number: int) -> dict[str, object]:
    """Return what a wave told of the water: (site or "", answer) to its percent; and of the same people."""
    wave = Wave.objects.get(panel=panel, number=number)
    figures = ReleasedWave.objects.get(wave=wave).figures
    one = figures["questions"].get("water", {"groups": [], "same": []})
    groups = {}
    for group in one["groups"]:
        site = group["group"][0][1] if group["group"] else ""
        for one_line in group["lines"]:
            groups[site, one_line["answers"][0]] = (one_line["before"], one_line["percent"])
    same = {line["answers"][0]: (line["before"], line["percent"]) for line in one["same"]}
    return {"groups": groups, "same": same, "again": figures["again"], "members": figures["members"]}

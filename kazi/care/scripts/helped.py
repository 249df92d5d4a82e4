"""One question, once, to somebody who said that we may: did it come to help?"""

from __future__ import annotations

from functools import partial

from kazi.care.models import Referral
from kazi.care.rules.referrals import Who
from kazi.care.scripts.private import Private
from kazi.care.scripts.words import words, yes_or_no
from kazi.care.services import referrals
from kazi.conversations.rules.scripts import Ask, Do, Done, Here, Kind, Move, State, Value
from kazi.kernel.errors import Refused


class Helped(Private):
    """Begun with {"referral": id} by `services.asking_back`."""

    name = "helped"

    def begun(self, state: State) -> State:
        return {"referral": str(state.get("referral", ""))}

    def next(self, state: State) -> Move:
        said = state["said"]
        if not state.get("referral") or "done" in state:
            return Done()
        if "helped" not in said:
            return Ask("helped", Kind.ONE, words("did_it_help"), yes_or_no())
        return Do("done", partial(_judge, state["referral"], said["helped"]))

    def heard(self, state: State, question: str, value: Value) -> State:
        return {**state, "done": value} if question == "done" else super().heard(state, question, value)

    def back(self, state: State) -> State | None:
        return None


def _judge(pk: str, helped: str, here: Here) -> Value:
    row = Referral.objects.filter(pk=pk).first()
    if row is None:
        return ""
    try:
        referrals.say(row, "helped" if helped == "yes" else "not_helped", Who.WORKER)
    except Refused:
        return ""
    return "ok"

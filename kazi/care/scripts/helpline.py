"""A complaint told on a phone: what it is about, what happened, a PIN; and a code."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _

from kazi.care.models.cases import Kind as About
from kazi.care.rules.slips import shown_code
from kazi.care.scripts.private import Private
from kazi.care.scripts.referral import ask_pin
from kazi.care.scripts.words import option, words
from kazi.care.services.cases import open_case
from kazi.conversations.rules.scripts import Ask, Do, Done, HandOver, Here, Kind, Move, State, Value
from kazi.kernel.errors import Refused


class Helpline(Private):
    name = "helpline"

    def next(self, state: State) -> Move:  # noqa: PLR0911 -- one for each question.
        said = state["said"]
        if "sent" in state:
            if not state["sent"]:
                return Done(words("not_sent"))
            code = words("code", code=shown_code(str(state["sent"])))
            return Done() if "noted" in said else Ask("noted", Kind.ACKNOWLEDGE, code)
        if "begin" not in said:
            return Ask("begin", Kind.ONE, words("begin"), [option("new"), option("open")])
        if said["begin"] == "open":
            return HandOver("slip", {})
        if "kind" not in said:
            kinds = [option(code, f"kind_{code}") for code in About.values]
            return Ask("kind", Kind.ONE, words("kind"), kinds, sensitive=True)
        if "text" not in said:
            return Ask("text", Kind.TEXT, words("tell"), optional=True, sensitive=True)
        if "call" not in said:
            return Ask("call", Kind.DIGITS, words("call"), optional=True, sensitive=True)
        if not (said["text"] or said["call"]):
            return Done()  # Nothing was told, and nobody is to be called: there is nothing to read.
        if "pin" not in said:
            return ask_pin(is_private=True)
        return Do("sent", partial(_tell, state))

    def heard(self, state: State, question: str, value: Value) -> State:
        if question == "sent":
            return {"once": state["once"], "said": {}, "acted": True, "sent": value}
        return super().heard(state, question, value)


def _tell(state: State, here: Here) -> Value:
    """Open the case and return its code; "" where nobody would read it."""
    said = state["said"]
    text = said["text"] or _("Told by the keys of a telephone, without words.")
    if said["call"]:
        text = f"{text}\n\n{_('May be called on: %(number)s') % {'number': said['call']}}"
    try:
        return open_case(
            text, said["kind"], said["pin"], language=here.language, once=state["once"], of_digits=True
        ).code
    except Refused:
        return ""

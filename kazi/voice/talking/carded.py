"""The script "card": asks for the code on a card, and hands over to the poll that it opens."""

from __future__ import annotations

import json

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kazi.conversations.rules.scripts import (
    Ask,
    Consent,
    Do,
    Done,
    HandOver,
    Here,
    Kind,
    Move,
    Run,
    State,
    Step,
    Value,
    Words,
)
from kazi.voice.services import cards

_ASKS = gettext_noop("Please give the code on your card, twelve digits.")
# One line for a code that is wrong, used or out of date: nobody learns of a card whether it was used.
_WHY = {
    cards.WRONG: gettext_noop(
        "This code opens nothing now. Please look at your card again, or ask for another one."
    ),
    cards.MANY: gettext_noop("There were many codes that open nothing. Please try again tomorrow."),
}


class CardScript:
    """Its state is {"code": digits}, {"found": an opening as JSON}, or {"why": why no code is taken}."""

    def subject(self, state: State) -> str:
        return ""

    def consent(self, state: State) -> Consent | None:
        return None

    def move(self, state: State) -> Move:
        if "why" in state:
            return Done(_in_each(_WHY[state["why"]]))
        if "found" in state:
            script, begun = json.loads(state["found"])
            return HandOver(script, begun)
        if "code" in state:
            code = state["code"]

            def look(here: Here) -> Value:
                return json.dumps(cards.look_up_keyed(code, here))

            return Do("look", look)
        return Ask("code", Kind.DIGITS, _in_each(_ASKS))

    def take(self, state: State, question: str, value: Value) -> State:
        return {"found" if question == "look" else "code": value}

    def back(self, state: State) -> State | None:
        return None

    def keep(self, run: Run, step: Step) -> None:
        """Keep nothing: what is kept is the poll's."""


def _in_each(text: str) -> Words:
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = _(text)
    return found

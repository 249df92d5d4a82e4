"""A local service answers a referral by SMS on any line: "ACCEPT K7MX2PQ"."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from kazi.care.models import Referral
from kazi.care.rules.referrals import heard_words
from kazi.care.scripts.private import Private
from kazi.care.services.referrals import REPLIES, answer_of_service
from kazi.conversations.rules.scripts import Do, Done, Here, Move, State, Value
from kazi.conversations.services.ways import number_behind


def opening(text: str) -> tuple[str, State] | None:
    """Return how a service's SMS begins: a word of ours and a number that is a referral's."""
    word, ref, _reason = heard_words(text)
    is_ours = bool(word and ref) and Referral.objects.filter(ref=ref).exists()
    return (Serving.name, {"text": text}) if is_ours else None


class Serving(Private):
    name = "service"

    def begun(self, state: State) -> State:
        return {"text": str(state.get("text", ""))[:60]}

    def next(self, state: State) -> Move:
        if "reply" not in state:
            return Do("reply", partial(_hear, state["text"]))
        name, ref = state["reply"]
        texts = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                texts[language] = gettext(REPLIES[name]) % {"ref": ref}
        return Done(texts)

    def heard(self, state: State, question: str, value: Value) -> State:
        return {**state, "reply": value}

    def back(self, state: State) -> State | None:
        return None


def _hear(text: str, here: Here) -> Value:
    """Take the word of whoever writes from a number in the listing; nobody else learns anything."""
    return list(answer_of_service(text, number_behind(here.way) or "unknown"))

"""A need told on a phone, the services that fit, what is passed on, and a slip.

Begun by a word, or by a poll that hands over {"need": code, "place": town}.  Lists are the same on every
medium, and nothing in them gives a private need away.
"""

from __future__ import annotations

import json
from functools import partial

from kazi.care.models import LocalService
from kazi.care.queries.matching import fitting, towns_for
from kazi.care.rules.matching import Wish
from kazi.care.rules.needs import NEEDS
from kazi.care.rules.slips import is_good_pin, shown_code
from kazi.care.scripts.private import Private
from kazi.care.scripts.words import option, shown, words, yes_or_no
from kazi.care.services.referrals import refer
from kazi.care.services.unmet import count_unmet
from kazi.conversations.rules.scripts import Ask, Do, Done, Here, Kind, Move, Option, State, Value, pick
from kazi.kernel.errors import Refused

MOST_OFFERS, MOST_TOWNS = 3, 7
ELSEWHERE, NONE = "elsewhere", "none"
_ACTS = {"towns", "found", "sent", "counted"}


class Referring(Private):
    name = "referral"

    def begun(self, state: State) -> State:
        need, place = str(state.get("need", "")), str(state.get("place", "")).strip()[:120]
        said = {"need": need} if need in NEEDS else {}
        return {"said": said | ({"place": place} if said and place else {})}

    def next(self, state: State) -> Move:  # noqa: PLR0911 -- one for each question.
        said = state["said"]
        if "sent" in state:
            return _slip(state)
        if "counted" in state:
            return Done()
        if not said.get("need"):
            return Ask("need", Kind.ONE, words("need"), [option(code, f"need_{code}") for code in NEEDS])
        is_private = NEEDS[said["need"]].is_sensitive
        if (asked := _place(state, is_private)) is not None:
            return asked
        if "found" not in state:
            return Do("found", partial(_find, said["need"], _where(said)))
        offers = [json.loads(one) for one in state["found"]]
        if not offers or said.get("service") == NONE:
            return _count(said, is_private)
        if "service" not in said:
            choices = [*(Option(one["id"], one["words"]) for one in offers), option(NONE, "none_of")]
            return Ask("service", Kind.ONE, words("service"), choices, sensitive=is_private)
        chosen = next(one for one in offers if one["id"] == said["service"])
        if (asked := _passing(said, chosen["name"], is_private)) is not None:
            return asked
        if said["agree"] == "no":
            return Done()
        return Do("sent", partial(_send, state))

    def heard(self, state: State, question: str, value: Value) -> State:
        if question == "sent":  # What was passed on, and the PIN, are not kept in the talk.
            return {"once": state["once"], "said": {}, "acted": True, "sent": value}
        if question in _ACTS:
            return {**state, question: value}
        return super().heard(state, question, value)


def _place(state: State, is_private: bool) -> Move | None:
    """Ask for a town out of those that have something; a keypad can choose, and not write."""
    said = state["said"]
    if "place" in said or said.get("town", ELSEWHERE) != ELSEWHERE:
        return None
    if "towns" not in state:
        return Do("towns", lambda here: towns_for(said["need"], MOST_TOWNS))
    if state["towns"] and "town" not in said:
        towns = [Option(town, {"en": town}) for town in state["towns"]]
        return Ask("town", Kind.ONE, words("town"), [*towns, option(ELSEWHERE)], sensitive=is_private)
    return Ask("place", Kind.TEXT, words("place"), optional=True, sensitive=is_private)


def _count(said: State, is_private: bool) -> Move:
    if "count" not in said:
        return Ask("count", Kind.ONE, words("nobody_fits"), yes_or_no(), sensitive=is_private)
    return Do("counted", partial(_counted, said)) if said["count"] == "yes" else Done()


def _passing(said: State, service: dict[str, str], is_private: bool) -> Move | None:
    """Ask what the service has to know, and for the person's yes to exactly that."""
    if "contact" not in said:
        return Ask("contact", Kind.DIGITS, words("contact"), sensitive=is_private)
    if "agree" not in said:
        # Neither number nor need is said again: what we send is kept for some days.
        text = words("agree", service=service)
        return Ask("agree", Kind.ONE, text, yes_or_no(), sensitive=is_private)
    if said["agree"] == "yes" and "back" not in said:
        return Ask("back", Kind.ONE, words("ask_back"), yes_or_no(), sensitive=is_private)
    if said["agree"] == "yes" and "pin" not in said:
        return ask_pin(is_private)
    return None


def ask_pin(is_private: bool) -> Ask:
    """Ask for a PIN of the person's own: it is in nothing that we send."""
    return Ask("pin", Kind.DIGITS, words("pin"), sensitive=is_private, check=_weak)


def _weak(value: Value, language: str) -> str:
    return "" if is_good_pin(str(value)) else pick(words("pin_is_weak"), language)


def _slip(state: State) -> Move:
    if not state["sent"]:
        return Done(words("not_sent"))
    if "noted" not in state["said"]:
        return Ask("noted", Kind.ACKNOWLEDGE, words("code", code=shown_code(str(state["sent"]))))
    return Done()


def _find(need: str, place: str, here: Here) -> Value:
    """Return up to three services, each as JSON: id, name and words to choose by."""
    fit = [one.service for one in fitting(Wish(need, town=place, language=here.language))]
    asked = [service for service in fit if service.takes_referrals][:MOST_OFFERS]
    return [json.dumps(_offer(one, need, place, here.language), ensure_ascii=False) for one in asked]


def _where(said: State) -> str:
    """Return the town that was chosen, or written; "" for none."""
    town = said.get("town", ELSEWHERE)
    return str(said.get("place") or "") if town == ELSEWHERE else str(town)


def _offer(service: LocalService, need: str, place: str, language: str) -> dict[str, object]:
    """Return a service to choose; one for a private need has no name, which alone may tell all."""
    nameless = words("a_service", town=place or "-")
    name = nameless if NEEDS[need].is_sensitive else shown(service.name, nameless)
    reasons = [
        *([words("is_free")] if service.is_free else []),
        *([words("speaks")] if language in service.languages else []),
        *([dict.fromkeys(name, place)] if place else []),
    ]
    label = {code: ": ".join([text, ", ".join(pick(one, code) for one in reasons)]) if reasons else text
             for code, text in name.items()}  # fmt: skip
    return {"id": str(service.pk), "name": name, "words": label}


def _counted(said: State, here: Here) -> Value:
    count_unmet(said["need"], _where(said))
    return "ok"


def _send(state: State, here: Here) -> Value:
    """Make the referral and return its code; "" where it cannot be sent."""
    said = state["said"]
    service = LocalService.objects.filter(pk=said["service"]).first()
    if service is None:
        return ""
    place = service.places.select_related("location").first()
    try:
        return refer(
            service,
            said["need"],
            {"contact": said["contact"], "language": here.language},
            said["pin"],
            town=_where(said),
            country=place.location.country if place else "",
            once=state["once"],
            of_digits=True,
            way=here.way if said["back"] == "yes" else "",
        ).code
    except Refused:
        return ""

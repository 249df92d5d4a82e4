"""A slip opened again on a phone: how it stands, and the holder's word on it."""

from __future__ import annotations

from functools import partial

from kazi.care.models import Case, CaseMessage, Referral
from kazi.care.rules.cases import Stage
from kazi.care.rules.referrals import State as At
from kazi.care.rules.referrals import Who, words_now
from kazi.care.scripts.private import Private
from kazi.care.scripts.words import option, shown, words
from kazi.care.sealing import Broken, unsealed
from kazi.care.services import cases, referrals
from kazi.care.services.slips import open_slip
from kazi.conversations.rules.scripts import Ask, Do, Done, Here, Kind, Move, Option, State, Value, Words
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for

NOTHING = "nothing"


class Opening(Private):
    """Code and PIN lead to `opened`: [] for nothing, else [what, pk, how it stands, *what may be said]."""

    name = "slip"

    def next(self, state: State) -> Move:  # noqa: PLR0911 -- one for each question.
        said = state["said"]
        if "done" in state:
            return Done(words("noted" if state["done"] == "ok" else "not_sent"))
        if "opened" not in state:
            if "code" not in said:
                return Ask("code", Kind.DIGITS, words("slip_code"))
            if "pin" not in said:
                return Ask("pin", Kind.DIGITS, words("slip_pin"))
            return Do("opened", partial(_open, said["code"], said["pin"]))
        if not state["opened"]:
            return Done(words("does_not_fit"))
        what, _pk, where, *may = state["opened"]
        if "word" not in said:
            return Ask("word", Kind.ONE, _told(what, where), _choices(what, may), sensitive=True)
        if said["word"] == NOTHING:
            return Done()
        if said["word"] == "write" and "text" not in said:
            return Ask("text", Kind.TEXT, words("write_it"), optional=True, sensitive=True)
        if said["word"] == "write" and not said["text"]:
            return Done()
        return Do("done", partial(_say, state))

    def heard(self, state: State, question: str, value: Value) -> State:
        if question == "opened":  # The code and the PIN have done their work.
            return {"once": state["once"], "said": {}, "acted": True, "opened": value}
        if question == "done":
            return {**state, "done": value}
        return super().heard(state, question, value)


def _open(code: str, pin: str, here: Here) -> Value:
    try:
        row = open_slip(Referral, code, pin)
    except Refused:
        return _open_case(code, pin)
    return ["referral", str(row.pk), row.state, *(word for word in words_now(row.state, Who.WORKER))]


def _open_case(code: str, pin: str) -> Value:
    try:
        case = cases.find_case(code, pin)
    except Refused:
        return []
    with acting_for(case.org_id):
        letter = CaseMessage.objects.filter(case=case, from_officer=True).last()
        reply = case.notice.reply if case.notice and case.stage == Stage.REPLIED else ""
    may = ["right", "not_right"] if case.stage == Stage.REPLIED else []
    may += ["write"] if case.stage != Stage.CLOSED else []
    return ["case", f"{case.org_id}/{case.pk}", reply or (_read(letter.text) if letter else ""), *may]


def _read(text: str) -> str:
    try:
        return str(unsealed(text))
    except Broken:
        return ""


def _told(what: str, where: str) -> Words:
    """Say how it stands; words of an officer that give something away are for the web page."""
    if what == "case":
        return words("they_wrote", text=shown(where, words("on_the_page"))) if where else words("no_word")
    if where in {At.SENT, At.RECEIVED}:
        return words("at_sent")
    if where in {At.ACCEPTED, At.CONTACTED}:
        return words("at_accepted")
    return words("at_served" if where == At.SERVED else "at_end")


def _choices(what: str, may: list[str]) -> list[Option]:
    known = ("helped", "not_helped", "withdraw") if what == "referral" else ("right", "not_right", "write")
    return [*(option(word, f"word_{word}") for word in known if word in may), option(NOTHING)]


def _say(state: State, here: Here) -> Value:
    what, pk, *_rest = state["opened"]
    said = state["said"]
    try:
        if what == "referral":
            referrals.say(Referral.objects.get(pk=pk), said["word"], Who.WORKER)
            return "ok"
        org_id, _slash, case_id = pk.partition("/")
        with acting_for(int(org_id)):
            case = Case.objects.get(pk=int(case_id))
            if said["word"] == "write":
                cases.add_message(case, said["text"])
            else:
                cases.judge_reply(case, is_right=said["word"] == "right")
    except (Refused, Referral.DoesNotExist, Case.DoesNotExist):
        return ""
    return "ok"

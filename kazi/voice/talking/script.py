"""The script "poll": a launched version, walked question by question on whatever channel.

Its state is {"version", "day", "walk", "told", "ranked", "past", "offered"}: the day on which the first
thing was said, the walker's own state, whether it was told that chance protects answers, rankings that
are not whole yet, the questions that were answered, in their order, for going back, and whether it was
asked, in a poll of several waves, if they may be asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.conversations.rules.scripts import Consent, Done, Move, Run, State, Step, Tell, Value
from kazi.voice import saying
from kazi.voice.rules import asking
from kazi.voice.rules.garbling import TOLD_TO_RESPONDENTS
from kazi.voice.rules.questionnaire import Kind
from kazi.voice.services import linking, tallying
from kazi.voice.talking import mapping
from kazi.voice.talking.asked import Asked, asked, is_open
from kazi.voice.talking.mapping import InEach, Steps
from kazi.voice.talking.offering import OFFER, offer

PROTECTED = "protected by chance"  # The name of what is told; no question's, which have no spaces.


class PollScript:
    """Pure but for what a launched version is, which never changes, and whether it is closed."""

    def __init__(self, today: Callable[[], date] = timezone.localdate) -> None:
        self._today = today

    def subject(self, state: State) -> str:
        return f"poll:{state['version']}"

    def consent(self, state: State) -> Consent | None:
        """Return what is agreed to: for each version anew, as other questions are asked."""
        if not is_open(state["version"]):
            return None
        poll = asked(state["version"])
        words = InEach(poll.asks.languages, lambda language: _consent(poll, language))
        return Consent(f"poll:{poll.poll_id}", poll.number, words)

    def move(self, state: State) -> Move:
        poll = asked(state["version"])
        if not is_open(poll.version_id):
            return Done(InEach(poll.asks.languages, _closed))
        steps = self._steps(poll, state)
        step = steps.first
        if isinstance(step, asking.Done):
            return Done() if poll.panel_id is None or state.get("offered") else offer(poll)
        if isinstance(step, asking.Tell):
            return mapping.told(steps, step)
        counted = poll.plan.question(step.question.name)
        if counted and counted.garbled_yes and not state.get("told"):
            percent = round(100 * poll.plan.g)
            return Tell(PROTECTED, InEach(poll.asks.languages, lambda code: _protected(code, percent)))
        return mapping.question(steps, step, _ranked(state, step.key))

    def take(self, state: State, question: str, value: Value) -> State:
        """Return the state after an answer; one to a question that does not stand changes nothing."""
        state = {**state, "day": self._day(state).isoformat()}
        if question in {PROTECTED, OFFER}:
            return {**state, "told" if question == PROTECTED else "offered": True}
        poll = asked(state["version"])
        step = self._steps(poll, state).first
        if isinstance(step, asking.Done):
            return state
        walk = state.get("walk") or asking.begin()
        if isinstance(step, asking.Tell):
            return {**state, "walk": asking.record(walk, step.key)} if step.key == question else state
        if question.partition(":")[0] != step.key:
            return state
        past = [*state.get("past", []), question]
        if value is None:
            walk = asking.skip(poll.asks, walk, step, self._day(state))
        elif step.question.kind == Kind.RANK:
            return {**self._rank(state, step, str(value), walk), "past": past}
        else:
            walk = asking.record(walk, step.key, mapping.kept(value))
        return {**state, "walk": walk, "past": past}

    def back(self, state: State) -> State | None:
        """Return the state in which the last question stands again; what was told is not told again."""
        past = list(state.get("past", []))
        if not past:
            return None
        question = past.pop()
        key, _colon, place = question.partition(":")
        walk = state["walk"]
        answers = {name: said for name, said in walk["answers"].items() if name != key}
        passed = [name for name in walk["passed"] if name != key]
        before = {**state, "walk": {"answers": answers, "passed": passed}, "past": past}
        if place:
            order = _ranked(state, key)[: int(place) - 1]
            before["ranked"] = {**state.get("ranked", {}), key: order}
        return before

    def keep(self, run: Run, step: Step) -> None:
        """Move the unreleased counts to where the reply stands now, in the transaction that stores it."""
        version_id = int(step.subject.partition(":")[2])
        tallying.keep_step(run, step, version_id)
        linking.keep_linked(run, step, version_id)

    def _rank(self, state: State, step: asking.Ask, name: str, walk: asking.State) -> dict[str, Any]:
        order = [*_ranked(state, step.key), name]
        if len(order) == len(step.choices):
            walk = asking.record(walk, step.key, " ".join(order))
        return {**state, "walk": walk, "ranked": {**state.get("ranked", {}), step.key: order}}

    def _steps(self, poll: Asked, state: State) -> Steps:
        return Steps(poll, state.get("walk") or asking.begin(), self._day(state))

    def _day(self, state: State) -> date:
        """Return the day of the talk's beginning: a talk that goes on after midnight asks the same."""
        return date.fromisoformat(state["day"]) if state.get("day") else self._today()


def _ranked(state: State, key: str) -> list[str]:
    return list(state.get("ranked", {}).get(key, []))


def _consent(poll: Asked, language: str) -> str:
    with translation.override(saying.spoken(language)):
        return _(
            "%(asker)s asks you %(count)s questions or fewer. It is free of charge, and you may stop at any "
            "time. Your employer never sees what you answer. Do you agree?"
        ) % {"asker": poll.asker, "count": poll.count}


def _closed(language: str) -> str:
    with translation.override(saying.spoken(language)):
        return _("Thank you for coming. These questions are over and take no more answers.")


def _protected(language: str, percent: int) -> str:
    with translation.override(saying.spoken(language)):
        return _(TOLD_TO_RESPONDENTS) % {"percent": percent}

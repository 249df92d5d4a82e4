"""The script "poll": a launched version, walked question by question on whatever channel.

Its state is {"version", "day", "walk", "told", "ranked", "past", "known", "offered"}: the day on which the
first thing was said, the walker's own state, whether it was told that chance protects answers, rankings
that are not whole yet, the questions that were answered, in their order, for going back, answers that a
card gives, and whether it was asked, in a poll of several waves, if they may be asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from kazi.conversations.rules.scripts import (
    Consent,
    Done,
    HandOver,
    Move,
    Run,
    State,
    Step,
    Tell,
    Value,
    find,
)
from kazi.voice import saying
from kazi.voice.rules import asking, teaching
from kazi.voice.rules.questionnaire import Kind
from kazi.voice.rules.referring import need_told
from kazi.voice.services import linking, tallying
from kazi.voice.talking import mapping
from kazi.voice.talking.asked import Asked, asked, is_open
from kazi.voice.talking.mapping import InEach, Steps
from kazi.voice.talking.offering import OFFER, offer

REFERRAL = "referral"  # The script, of a room beside this one, that looks for a local service.
PROTECTED = "protected by chance"  # The name of what is told; no question's, which have no spaces.


class PollScript:
    """Pure but for what a launched version is, which never changes, and whether it is closed."""

    def __init__(self, today: Callable[[], date] = timezone.localdate) -> None:
        self._today = today

    def subject(self, state: State) -> str:
        return f"poll:{state['version']}"

    def consent(self, state: State) -> Consent | None:
        """Return what is agreed to: for each version anew, as other questions are asked.

        Messages that teach are agreed to once, for all of whoever sends them.
        """
        if not is_open(state["version"]):
            return None
        poll = asked(state["version"])
        if poll.is_lesson:
            words = InEach(poll.asks.languages, lambda code: saying.agree_to_learn(poll.asker, code))
            return Consent(teaching.PURPOSE, 1, words)
        words = InEach(poll.asks.languages, lambda code: saying.consent(poll.asker, poll.count, code))
        return Consent(f"poll:{poll.poll_id}", poll.number, words)

    def move(self, state: State) -> Move:
        poll = asked(state["version"])
        if not is_open(poll.version_id):
            return Done(InEach(poll.asks.languages, saying.closed))
        steps = self._steps(poll, state)
        step = steps.first
        if isinstance(step, asking.Done):
            if poll.panel_id is not None and not state.get("offered"):
                return offer(poll)
            return _led_on(poll, state) or Done()
        if isinstance(step, asking.Tell):
            return mapping.told(steps, step)
        counted = poll.plan.question(step.question.name)
        if counted and counted.garbled_yes and not state.get("told"):
            words = InEach(poll.asks.languages, lambda code: saying.protected(code, poll.plan.g))
            return Tell(PROTECTED, words)
        ask = mapping.question(steps, step, _ranked(state, step.key))
        known = state.get("known", {}).get(step.question.name)
        return replace(ask, given=known) if known in {one.code for one in ask.options} else ask

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
        version_id = _version_of(step)
        tallying.keep_step(run, step, version_id)
        linking.keep_linked(run, step, version_id)

    def keep_all(self, run: Run, steps: Sequence[Step]) -> None:
        tallying.keep_steps(run, [(step, _version_of(step)) for step in steps])
        for step in steps:
            linking.keep_linked(run, step, _version_of(step))

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


def _led_on(poll: Asked, state: State) -> HandOver | None:
    """Return the beginning of a referral for whoever wants one and where somebody makes them.

    Only the need is handed on.  That script seals it, and has nothing to do with what was answered here.
    """
    need = need_told(poll.asks, (state.get("walk") or asking.begin())["answers"])
    return None if need is None or find(REFERRAL) is None else HandOver(REFERRAL, {"need": need})


def _version_of(step: Step) -> int:
    return int(step.subject.partition(":")[2])


def _ranked(state: State, key: str) -> list[str]:
    return list(state.get("ranked", {}).get(key, []))

"""Counting replies as they come: before the answer leaves, each is in the unreleased tally.

`record_answer` comes first, in memory: what it returns is what may be written anywhere.  `keep` is then
called in the transaction that stores the reply.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from django.db import transaction

from kazi.conversations.rules.scripts import Run, Step
from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import acting_for, current_org_id
from kazi.voice.hot import counted, tallies
from kazi.voice.models import ResultsPlan
from kazi.voice.rules.garbling import garbled
from kazi.voice.rules.results import Key, Plan, Reply, changes

_dice = random.SystemRandom()


def _ask_for_plan(version_id: int) -> Plan | None:
    plan = ResultsPlan.objects.filter(version_id=version_id).first()
    return None if plan is None else plan.told()


# A plan never changes, so it may be remembered; the version is one of the organisation acted for.
_plans: Recall[tuple[int, int], Plan | None] = Recall(lambda key: _ask_for_plan(key[1]), seconds=60)


def recalled_plan(version_id: int) -> Plan | None:
    """Return the plan of a version of the organisation acted for, None where nothing is counted."""
    key = (current_org_id(), version_id)
    plan = _plans(key)
    if plan is None:
        _plans.forget(key)  # One that is made next is known at once.
    return plan


def record_answer(plan: Plan, question: str, answer: str, chance: Callable[[], float] = _dice.random) -> str:
    """Return what is written down for an answer: itself, or for a garbled question sometimes the "yes".

    Call it once for each answer, before anything of it is stored, logged or passed on: called again for
    the same answer it may come out otherwise.
    """
    counted = plan.question(question)
    if counted is None or not counted.garbled_yes or answer not in counted.answers:
        return answer
    says_yes = garbled(answer == counted.garbled_yes, chance, plan.g)
    return counted.garbled_yes if says_yes else answer


def keep(version_id: int, before: Reply | None, after: Reply | None) -> None:
    """Move the unreleased counts from where a reply stood to where it stands; call it in its transaction.

    `before` is the reply as it is stored (None for a new one), `after` as it will be (None when all is
    taken back).  A reply that changes nothing costs nothing, so whatever is told twice counts once.
    Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("keep() belongs in the transaction that stores the reply.")
    plan = recalled_plan(version_id)
    if plan is not None:
        tallies.add(current_org_id(), version_id, changes(plan, before, after))


TAKEN_BACK = frozenset({"stopped", "erased", "declined"})


def keep_step(run: Run, step: Step, version_id: int) -> None:
    """Count what a step of a talk has changed, by `run`, in the transaction that stores the step.

    Whoever stops or is erased is taken back.  A closed version counts nothing more, but erasing still
    takes back.  What a reply counted as before is read from its own row, so the tally is at any time the
    sum of these rows, whatever comes in whatever order.
    """
    is_open, before = counted.standing(run, step.org_id, version_id, step.who)
    moved = _moved(step, version_id, before, is_open=is_open)
    if moved is None:
        return
    plan, after = moved
    counted.put(run, step.org_id, version_id, step.who, after)
    tallies.add(step.org_id, version_id, changes(plan, before, after), run)


def keep_steps(run: Run, steps: Sequence[tuple[Step, int]]) -> None:
    """Come to the same for steps of different people, each with its version, on PostgreSQL."""
    found = counted.standing_all(
        run, sorted((step.org_id, version_id, step.who) for step, version_id in steps)
    )
    kept: list[tuple[int, int, str, Reply]] = []
    sums: dict[tuple[int, int], Counter[Key]] = defaultdict(Counter)
    for step, version_id in sorted(steps, key=lambda one: one[0].who):
        is_open, before = found.get((version_id, step.who), (False, None))
        moved = _moved(step, version_id, before, is_open=is_open)
        if moved is None:
            continue
        plan, after = moved
        if after is None:
            counted.put(run, step.org_id, version_id, step.who, None)
        else:
            kept.append((step.org_id, version_id, step.who, after))
        for place, change in changes(plan, before, after).items():
            sums[step.org_id, version_id][place] += change
    counted.put_all(run, kept)
    for (org_id, version_id), moves in sorted(sums.items()):
        tallies.add(org_id, version_id, {place: change for place, change in moves.items() if change}, run)


def _moved(
    step: Step, version_id: int, before: Reply | None, *, is_open: bool
) -> tuple[Plan, Reply | None] | None:
    """Return what the reply counts as after the step; None where nothing moves."""
    if not is_open and step.ended != "erased":
        return None
    with acting_for(step.org_id):  # One turn stores the replies of several organisations.
        plan = recalled_plan(version_id)
    if plan is None:
        return None
    after = None if step.ended in TAKEN_BACK else _after(plan, before or Reply(), step)
    return None if after == before else (plan, after)


def _after(plan: Plan, before: Reply, step: Step) -> Reply | None:
    """Return what a reply counts as after a step; nothing but answers that are counted is in it."""
    wanted = {one.code for one in plan.questions} | {one.code for one in plan.lattice.dimensions}
    answers = dict(before.answers)
    for one in step.answers:
        name, _colon, place = one.question.partition(":")
        if name not in wanted or place not in {"", "1"}:
            continue  # Of a ranking the first place is counted.
        if one.value is None:
            answers.pop(name, None)
        else:
            answers[name] = one.value if isinstance(one.value, str) else " ".join(one.value)
    if not answers and not before.answers:
        return None
    return Reply(answers, has_ended=before.has_ended or step.ended == "done")

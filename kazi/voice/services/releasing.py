"""The release job: the only reader of unreleased tallies, and the only writer of what is released."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.voice.events import PollClosed, ResultsReleased
from kazi.voice.models import PollVersion, ReleasedFigures, ReleaseState, ResultsPlan, UnreleasedTally, Wave
from kazi.voice.rules.release.figures import figures_of
from kazi.voice.rules.release.keeping import state_from_json, state_to_json
from kazi.voice.rules.release.lattice import Cell
from kazi.voice.rules.release.stepping import State, Told, next_state
from kazi.voice.rules.results import TOOK_PART, Plan, plan_of, plan_to_json
from kazi.voice.services.telling_back import write_letters
from kazi.voice.services.wave_releasing import release_wave

_Counts = dict[Cell, dict[str, int]]


@transaction.atomic
def plan_results(
    version: PollVersion,
    *,
    garbled: dict[str, str] | None = None,
    invited: dict[str, int] | None = None,
    is_live: bool = True,
) -> ResultsPlan:
    """Fix how the results of a version may be broken down; call it when the version is launched.

    `garbled` gives the "yes" of each question to be garbled, `invited` people by site.  A second call
    returns the first plan: what was promised to those who answered does not change.
    Raises ValueError for what makes no plan.
    """
    found, _new = ResultsPlan.objects.get_or_create(
        version=version,
        defaults={
            "plan": plan_to_json(plan_of(version.asks(), garbled)),
            "invited": invited or {},
            "is_live": is_live,
        },
    )
    return found


def release_due() -> int:
    """Take a step for every open poll whose results are live; return how many released something.

    Waves after the first are not live: they are released once, and not in counts.
    """
    due = all_tenants(ResultsPlan).filter(closed_at=None, is_live=True).values_list("org_id", "version_id")
    done = 0
    for org_id, version_id in list(due):
        with acting_for(org_id):
            done += release_step(version_id)
    return done


@transaction.atomic
def release_step(version_id: int) -> bool:
    """Release what may be released of a version now; say whether that was anything.

    Running twice, or in two processes, is once: the state's row is locked first, and a step that
    changes nothing writes nothing.
    """
    plan = ResultsPlan.objects.get(version_id=version_id).told()
    ReleaseState.objects.get_or_create(version_id=version_id)
    kept = ReleaseState.objects.select_for_update().get(version_id=version_id)
    before = state_from_json(kept.state)
    people, tallies = _unreleased(version_id)
    after = next_state(plan.lattice, plan.told(), before, people, tallies)
    if after == before:
        return False
    step = kept.steps + 1
    changed = _write(plan, version_id, before, after, step, timezone.now())
    kept.state, kept.steps = state_to_json(after), step
    kept.save()
    if changed:
        record(ResultsReleased(str(version_id), str(step)))
    return bool(changed)


@transaction.atomic
def close_poll(actor: Actor | None, version: PollVersion) -> ResultsPlan:
    """End a poll: take the last step and write the letters that tell workers what came of it.

    `actor` is None for the clock.  A second call returns the same; raises Conflict for a poll without a plan.
    """
    plan = ResultsPlan.objects.select_for_update().filter(version=version).first()
    if plan is None:
        raise Conflict
    if plan.closed_at is not None:
        return plan
    wave = Wave.objects.filter(version=version).select_related("panel").first()
    if wave is None or wave.number == 1:
        release_step(version.pk)
    if wave is not None:
        state = ReleaseState.objects.filter(version=version).first()
        steps = state_from_json(state.state if state else {})
        release_wave(wave, plan.told(), steps, *_unreleased(version.pk))
    plan.closed_at = timezone.now()
    plan.save()
    write_letters(version)
    record(PollClosed(str(version.poll_id), str(version.pk)), actor_id=actor.person_id if actor else None)
    return plan


def counts_for_noise(plan: ResultsPlan) -> dict[str, dict[str, int]]:
    """Return exact counts by question and answer, of everybody together, to which noise is added at once.

    For `services.publishing` alone, which lets none of them out.  Raises Conflict while the poll is open.
    """
    if plan.closed_at is None:
        raise Conflict
    _people, tallies = _unreleased(plan.version_id)
    totals: dict[str, dict[str, int]] = {}
    for code, counts in tallies.items():
        total = Counter[str]()
        for values in counts.values():
            total.update(values)
        totals[code] = dict(total)
    return totals


def _unreleased(version_id: int) -> tuple[dict[Cell, int], dict[str, _Counts]]:
    people: dict[Cell, int] = {}
    tallies: dict[str, _Counts] = defaultdict(dict)
    rows = UnreleasedTally.objects.filter(version_id=version_id).values_list("question", "answer", "cell")
    for question, answer, cell, n in rows.annotate(n=Sum("people")).order_by():
        where = tuple(json.loads(cell))
        if question == TOOK_PART:
            people[where] = n
        else:
            tallies[question].setdefault(where, {})[answer] = n
    return people, dict(tallies)


def _write(
    plan: Plan, version_id: int, before: State, after: State, step: int, now: datetime
) -> list[ReleasedFigures]:
    """Write the figures of each question that changed, and of how many took part."""
    rows: list[tuple[str, dict[str, Any]]] = []
    if after.groups is not None:
        took_part = Told(after.groups, {cell: {"took part": n} for cell, n in after.people.items()})
        rows.append((TOOK_PART, figures_of(plan.lattice, took_part)))
    for code, told in after.told.items():
        if told == before.told.get(code):
            continue
        counted = plan.question(code)
        yes = counted.garbled_yes if counted else ""
        rows.append((code, figures_of(plan.lattice, told, garbled_yes=yes, g=plan.g if yes else 0.0)))
    if after.people == before.people and after.groups == before.groups:
        rows = [row for row in rows if row[0] != TOOK_PART]
    made = [
        ReleasedFigures(version_id=version_id, question=code, step=step, figures=figures, released_at=now)
        for code, figures in rows
    ]
    return ReleasedFigures.objects.bulk_create(made)

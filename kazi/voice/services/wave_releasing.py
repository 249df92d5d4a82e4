"""The release of a wave when it closes: shares in steps, read from counts that stay here.

A first wave is released as every poll is, step by step; here only what it was read from is kept, so that
later waves keep away from it.  A later wave is released once and never in exact counts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kazi.voice.models import LinkedReply, PanelMember, ReleasedWave, Wave, WaveCounts
from kazi.voice.rules.campaigns.quotas import about
from kazi.voice.rules.garbling import estimate
from kazi.voice.rules.release.choosing import K_EMPLOYER, NO_ANSWER, Block, Counts, Visible
from kazi.voice.rules.release.keeping import visible_from_json, visible_to_json
from kazi.voice.rules.release.lattice import EVERYBODY, Cell
from kazi.voice.rules.release.repeating import (
    Base,
    Bases,
    Share,
    answered,
    first_bases,
    next_wave,
    same_people,
)
from kazi.voice.rules.release.stepping import Question, State, with_silent
from kazi.voice.rules.release.wave_keeping import bases_from_json, bases_to_json, wave_to_json
from kazi.voice.rules.release.waves import response_percent, rounded_percent
from kazi.voice.rules.results import TOOK_PART, Plan, Reply, counts_of


@dataclass
class _Past:
    """All that earlier waves told: what a question shows, its waves in order, and the last same people's."""

    visible: dict[str, Visible] = field(default_factory=dict)
    waves: dict[str, list[Bases]] = field(default_factory=dict)
    twice: dict[str, Base] = field(default_factory=dict)
    members: int | None = None


def release_wave(
    wave: Wave, plan: Plan, state: State, people: Mapping[Cell, int], tallies: Mapping[str, Counts]
) -> ReleasedWave:
    """Write what a wave tells as it closes; a second call returns the first.

    `state` is where the steps of the wave's own version stand (of the first wave alone is anything there),
    `people` and `tallies` are its unreleased counts.  Call it in the transaction that closes the poll.
    """
    if (before := ReleasedWave.objects.filter(wave=wave).first()) is not None:
        return before
    past = _past(wave)
    told: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    again: int | None = None
    if wave.number == 1:
        for code, one in state.told.items():
            bases = first_bases(plan.lattice, one.counts, one.visible)
            kept[code] = {"visible": visible_to_json(one.visible), "wave": bases_to_json(bases), "same": []}
    else:
        then, now = _linked(wave.panel.waves.get(number=wave.number - 1), plan), _linked(wave, plan)
        both = [(then[who], now[who]) for who in then.keys() & now.keys()]
        again = response_percent(len(both), len(then))
        for question in plan.told():
            code = question.code
            if code not in past.visible:
                continue
            counts = with_silent(people, tallies.get(code, {}), question.answers)
            pairs = [(one.get(code, NO_ANSWER), two.get(code, NO_ANSWER)) for one, two in both]
            told[code], kept[code] = _question(plan, question, past, counts, pairs)
    members = _members(wave, past)
    WaveCounts.objects.create(wave=wave, counts={"questions": kept, "members": members})
    figures = {"questions": told, "again": again, "members": about(members or 0) or None}
    return ReleasedWave.objects.create(wave=wave, figures=figures)


def _question(
    plan: Plan, question: Question, past: _Past, counts: Counts, pairs: list[tuple[str, str]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is told of a question, and what that was read from."""
    counted = plan.question(question.code)
    yes = counted.garbled_yes if counted else ""
    share = _garbled_share(plan.g) if yes else rounded_percent
    first, waves = past.visible[question.code], past.waves[question.code]
    repeated = next_wave(plan.lattice, counts, question.rule, first, waves, share)
    told: dict[Block, tuple[int, int]] = {}
    read: Base | None = None
    if not yes and EVERYBODY in repeated.lines:
        then, now = _of_both(pairs, answered(first.blocks))
        blocks = list(repeated.lines[EVERYBODY])
        twice = past.twice.get(question.code)
        told, read = same_people(then, now, question.rule, blocks, [*waves, repeated.bases], twice)
    only = [block for one in repeated.lines.values() for block in one if yes in block] if yes else None
    twice_now = bases_to_json({EVERYBODY: read}) if read else []
    kept = {"wave": bases_to_json(repeated.bases), "same": twice_now}
    return wave_to_json(repeated, told, only), kept


def _of_both(
    pairs: list[tuple[str, str]], blocks: tuple[Block, ...]
) -> tuple[dict[Block, int], dict[Block, int]]:
    """Return how many of those who answered both times gave each answer, then and now."""
    of = {value: block for block in blocks for value in block}
    then, now = Counter[Block](), Counter[Block]()
    for one, two in pairs:
        if one in of and two in of:
            then[of[one]] += 1
            now[of[two]] += 1
    return {block: then[block] for block in blocks}, {block: now[block] for block in blocks}


def _past(wave: Wave) -> _Past:
    found = _Past()
    earlier = WaveCounts.objects.filter(wave__panel=wave.panel_id, wave__number__lt=wave.number)
    for row in earlier.order_by("wave__number"):
        for code, one in row.counts["questions"].items():
            if "visible" in one:
                found.visible[code] = visible_from_json(one["visible"])
            found.waves.setdefault(code, []).append(bases_from_json(one["wave"]))
            found.twice.pop(code, None)
            if one["same"]:
                found.twice[code] = bases_from_json(one["same"])[EVERYBODY]
        found.members = row.counts["members"] if row.counts["members"] is not None else found.members
    return found


def _linked(wave: Wave, plan: Plan) -> dict[str, dict[str, str]]:
    """Return the linked replies to a wave: by pseudonym, what each counts as by question."""
    found = {}
    for who, answers, has_ended in _replies(wave):
        counts = counts_of(plan, Reply(answers, has_ended=has_ended))
        if counts:
            found[who] = {code: answer for code, answer, _cell in counts if code != TOOK_PART}
    return found


def _replies(wave: Wave) -> Iterator[tuple[str, dict[str, str], bool]]:
    rows = LinkedReply.objects.filter(version_id=wave.version_id).values_list("who", "reply")
    for who, text in rows.iterator(2_000):
        said = json.loads(text)
        yield who.hex, said["answers"], said["ended"]


def _members(wave: Wave, past: _Past) -> int | None:
    """Return the size of the panel that may be told: the earlier one until it is ten away from that."""
    there = PanelMember.objects.filter(panel=wave.panel_id).count()
    if past.members is None:
        return there if there >= K_EMPLOYER else None
    is_far = abs(there - past.members) >= K_EMPLOYER and there >= K_EMPLOYER
    return there if is_far else past.members


def _garbled_share(g: float) -> Share:
    """Return how the share who would truly say yes is read from how many are recorded as yes."""

    def share(people: int, of: int) -> int:
        return rounded_percent(round(1_000 * estimate(people, of, g).share), 1_000) if of else 0

    return share

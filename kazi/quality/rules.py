"""What the answers of a task come to, and which tasks a person looks at again.  Plain values only."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from kazi.consensus import majority
from kazi.kinds.rules import AnswerField, TaskType, differences, merge_agreed, same


@dataclass(frozen=True, slots=True)
class Said:
    """One person's answer to a task, as it stands."""

    answer_id: int
    seat_id: int
    worker_id: int
    stage: str
    version: int
    value: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """The answers agree well enough.  `key_answer` is the one that is sent back if it is wrong."""

    value: dict[str, Any]
    agreement: float | None
    method: str
    key_answer: Said


@dataclass(frozen=True, slots=True)
class Differs:
    """Two keyers differ: a third person has to see these pairs of values."""

    differences: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tied:
    """No field has a majority yet: one more person is asked, or a reviewer decides."""


def decide(task_type: TaskType, method: str, said: Sequence[Said]) -> Settled | Differs | Tied:
    """Return what the answers of a task come to.

    `said` is not empty and in the order of submission.  A task that was put to a third person is
    settled by what that person said; double keying compares field by field with the rules of the
    task type; a vote takes the majority of each field and reports a tie as a tie.
    """
    decided = [one for one in said if one.stage == "decide"]
    if decided:
        last = decided[-1]
        others = [one for one in said if one.answer_id != last.answer_id]
        return Settled(dict(last.value), _agreement(task_type, last.value, others), "decided", last)
    if method == "double" and len(said) >= 2:
        differ = differences(task_type, said[0].value, said[1].value)
        if differ:
            return Differs({name: list(pair) for name, pair in differ.items()})
        merged = merge_agreed(task_type, said[0].value, said[1].value)
        return Settled(dict(merged), 1.0, "double", said[-1])
    if method == "vote" and len(said) >= 2:
        return _vote(task_type, said)
    return Settled(dict(said[-1].value), None, "single", said[-1])


def _vote(task_type: TaskType, said: Sequence[Said]) -> Settled | Tied:
    value: dict[str, Any] = {}
    shares = []
    for field in task_type.answers:
        given = [one.value.get(field.name) for one in said]
        winner, share = majority(_groups(field, given))
        if winner is None:
            return Tied()
        if given[winner] is not None:
            value[field.name] = given[winner]
        shares.append(share)
    fits = [one for one in said if right_fields(task_type, one.value, value)[0] == len(shares)]
    return Settled(value, sum(shares) / len(shares), "vote", (fits or list(said))[-1])


def _groups(field: AnswerField, given: Sequence[Any]) -> list[int]:
    """Return for each value the place of the first one that says the same."""
    firsts: list[int] = []
    groups = []
    for place, value in enumerate(given):
        group = next((first for first in firsts if same(field, given[first], value)), place)
        if group == place:
            firsts.append(place)
        groups.append(group)
    return groups


def right_fields(
    task_type: TaskType, given: Mapping[str, Any], settled: Mapping[str, Any]
) -> tuple[int, int]:
    """Return how many fields of an answer are as in the settled value, and how many there are."""
    right = sum(same(field, given.get(field.name), settled.get(field.name)) for field in task_type.answers)
    return right, len(task_type.answers)


def _agreement(task_type: TaskType, value: Mapping[str, Any], others: Sequence[Said]) -> float | None:
    """Return the share of the others' fields that are as in `value`, 0 to 1; None without others."""
    if not others:
        return None
    pairs = [right_fields(task_type, other.value, value) for other in others]
    return sum(right for right, _ in pairs) / sum(fields for _, fields in pairs)


def is_sampled(secret: bytes, task_id: int, percent: Decimal) -> bool:
    """Say whether a task falls into the reviewed share; the same task always does or does not.

    The choice is a keyed hash, so that nobody can tell from a task's number whether it will be
    looked at, and each worker's share comes out near `percent` (0 to 100).
    """
    if percent <= 0:
        return False
    digest = hmac.new(secret, f"review.{task_id}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < float(percent) / 100


def cause_for_review(
    *,
    secret: bytes,
    task_id: int,
    percent: Decimal,
    is_first: bool,
    was_sent_back: bool,
) -> str:
    """Return why a task is looked at again: `rework`, `first`, `sample`, or "" when it is not.

    `is_first` says that one of the answers is among the first of its worker in the project;
    `was_sent_back` that an earlier answer was not good enough, whoever gave the new one.
    """
    if was_sent_back:
        return "rework"
    if is_first:
        return "first"
    return "sample" if is_sampled(secret, task_id, percent) else ""

"""Timed jobs of work: seats whose time ran out, rework that waits for its worker, the pace."""

from __future__ import annotations

from kazi.journal.clock import every
from kazi.work.services import counting, reaping


@every(seconds=5)
def give_back_expired_seats() -> int:
    return reaping.give_back_expired()


@every(seconds=3)
def hand_out_rework() -> int:
    return reaping.hand_out_rework()


@every(seconds=15)
def count_new_answers() -> int:
    return counting.count_new_answers()

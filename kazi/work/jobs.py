"""Timed jobs of work: seats whose time ran out, rework for its worker, the pace, halves of files."""

from __future__ import annotations

from kazi.files.services import remove_old_drafts
from kazi.journal.clock import every
from kazi.work.services import counting, deliveries, reaping, windows


@every(seconds=5)
def give_back_expired_seats() -> int:
    return reaping.give_back_expired()


@every(seconds=3)
def hand_out_rework() -> int:
    return reaping.hand_out_rework()


@every(seconds=30)
def renew_windows() -> int:
    """Show clients what changed in their projects; a window is at most so old."""
    return windows.refresh_changed()


@every(seconds=2)
def carry_parcels_on() -> int:
    """Go on with large parcels that a request has only begun."""
    return deliveries.carry_on()


@every(seconds=15)
def count_new_answers() -> int:
    return counting.count_new_answers()


@every(seconds=3600)
def forget_half_written_files() -> int:
    # The room of files stands beside the journal and its clock, so its housekeeping is asked from here.
    return remove_old_drafts()

"""Who stands on the front page today: everybody in turn, and nobody more often."""

from __future__ import annotations

from datetime import date


def turn(day: date, total: int, places: int) -> list[tuple[int, int]]:
    """Return the slices (from, to) of a list of `total` that have the `places` of this day.

    The list is kept in the order of coming.  Each day begins where the day before ended, so over `total`
    days each of them is shown `places` times; two slices where the end of the list is passed.
    """
    if total <= 0 or places <= 0:
        return []
    if total <= places:
        return [(0, total)]
    start = day.toordinal() * places % total
    end = start + places
    return [(start, end)] if end <= total else [(start, total), (0, end - total)]

"""The part of a file that a player asks for (RFC 9110, section 14): one range of bytes."""

from __future__ import annotations

import re

_ASKED = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class OutOfRange(Exception):
    """The file has no such part: 416."""


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte that are asked for, of a file of `size` bytes.

    None means the whole file: nothing is asked, or something that need not be understood, such as
    several parts.  Raises OutOfRange for a part that begins behind the end.
    """
    found = _ASKED.fullmatch(asked.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:  # The last so many bytes.
        wanted = int(found[2])
        if not wanted or not size:
            raise OutOfRange
        return max(0, size - wanted), size - 1
    first, last = int(found[1]), int(found[2]) if found[2] else size - 1
    if found[2] and last < first:
        return None  # Not a range at all, so it does not count.
    if first >= size:
        raise OutOfRange
    return first, min(last, size - 1)

"""Parts of a file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kazi.files.rules.ranges import OutOfRange, part_of


@given(st.text(alphabet="bytes=-0123456789, ", max_size=20) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}"))
def test_no_range_leads_out_of_the_file(asked: str) -> None:
    for size in (0, 1, 500):
        try:
            part = part_of(asked, size)
        except OutOfRange:
            continue
        assert part is None or 0 <= part[0] <= part[1] < size

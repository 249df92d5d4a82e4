"""Numbers that name a row, as the API takes them."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Ge, Le

MOST_ID = 2**53  # The largest whole number that JSON readers of every language keep exactly.
Id = Annotated[int, Ge(1), Le(MOST_ID)]

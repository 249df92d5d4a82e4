"""The functions of an expression: how many values each takes.  What they do is in `computing`."""

from __future__ import annotations

from typing import Final

MANY: Final = 1_000
ARITY: Final[dict[str, tuple[int, int]]] = {
    "selected": (2, 2),
    "selected-at": (2, 2),
    "count-selected": (1, 1),
    "jr:choice-name": (2, 2),
    "if": (3, 3),
    "coalesce": (2, MANY),
    "once": (1, 1),
    "not": (1, 1),
    "true": (0, 0),
    "false": (0, 0),
    "boolean": (1, 1),
    "boolean-from-string": (1, 1),
    "string": (0, 1),
    "string-length": (0, 1),
    "concat": (1, MANY),
    "join": (2, MANY),
    "contains": (2, 2),
    "starts-with": (2, 2),
    "ends-with": (2, 2),
    "substr": (2, 3),
    "substring": (2, 3),
    "substring-before": (2, 2),
    "substring-after": (2, 2),
    "normalize-space": (0, 1),
    "translate": (3, 3),
    "regex": (2, 2),
    "number": (0, 1),
    "int": (1, 1),
    "round": (1, 2),
    "floor": (1, 1),
    "ceiling": (1, 1),
    "abs": (1, 1),
    "pow": (2, 2),
    "sum": (1, MANY),
    "min": (1, MANY),
    "max": (1, MANY),
    "count": (1, 1),
    "count-non-empty": (1, 1),
    "position": (0, 1),
    "indexed-repeat": (3, 3),
    "today": (0, 0),
    "now": (0, 0),
    "date": (1, 1),
    "date-time": (1, 1),
    "decimal-date-time": (1, 1),
    "format-date": (2, 2),
    # An old spelling, of forms that were made before functions: `${a} and not(${b})` has it right.
    "and": (1, MANY),
    "or": (1, MANY),
}
# Raise a number further than this and it is infinite for every purpose of a poll.
MOST_POWER: Final = 1_000.0
MOST_TEXT: Final = 20_000

"""What an expression comes to.  No error can happen: what makes no sense is NaN, "" or false, as in XPath."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from kazi.voice.rules.expressions import values
from kazi.voice.rules.expressions.functions import MOST_POWER, MOST_TEXT
from kazi.voice.rules.expressions.parsing import parse
from kazi.voice.rules.expressions.patterns import Pattern
from kazi.voice.rules.expressions.scope import Scope
from kazi.voice.rules.expressions.tree import Call, Chain, Column, Literal, Minus, Node, Reference
from kazi.voice.rules.expressions.values import Value, number_of, text_of, truth_of


def compute(node: Node, scope: Scope) -> Value:  # noqa: PLR0911 -- one line for each kind of part.
    """Return what a read expression comes to."""
    match node:
        case Literal(value):
            return value
        case Reference("."):
            return (scope.own,)
        case Reference(".."):
            return (str(scope.position),)
        case Reference(name):
            return scope.values(name)
        case Column(name):
            return scope.columns.get(name, "")
        case Minus(operand):
            return -number_of(compute(operand, scope))
        case Chain():
            return _chain(node, scope)
        case Call():
            return _call(node, scope)


def text(expression: str, scope: Scope) -> str:
    """Return what an expression comes to as text; "" for an empty one."""
    return text_of(compute(parse(expression), scope))[:MOST_TEXT] if expression else ""


def holds(expression: str, scope: Scope) -> bool:
    """Say whether a condition holds; an empty one does."""
    return truth_of(compute(parse(expression), scope)) if expression else True


def number(expression: str, scope: Scope) -> float:
    return number_of(compute(parse(expression), scope)) if expression else math.nan


def _chain(node: Chain, scope: Scope) -> Value:
    value = compute(node.first, scope)
    for operator, operand in node.rest:
        if operator in {"and", "or"}:
            if truth_of(value) == (operator == "or"):
                return operator == "or"
            value = truth_of(compute(operand, scope))
        elif operator in {"=", "!=", "<", "<=", ">", ">="}:
            value = values.compare(operator, value, compute(operand, scope))
        else:
            value = values.calculate(operator, number_of(value), number_of(compute(operand, scope)))
    return value


def _call(node: Call, scope: Scope) -> Value:
    if node.function in _LAZY:
        return _LAZY[node.function](node.arguments, scope)
    given = [compute(one, scope) for one in node.arguments]
    return _EAGER[node.function](given, scope)


# --- Functions that look at their arguments themselves: a branch not taken is not computed. ---


def _if(arguments: tuple[Node, ...], scope: Scope) -> Value:
    condition, yes, no = arguments
    return compute(yes if truth_of(compute(condition, scope)) else no, scope)


def _coalesce(arguments: tuple[Node, ...], scope: Scope) -> Value:
    return next((said for one in arguments if (said := text_of(compute(one, scope)))), "")


def _once(arguments: tuple[Node, ...], scope: Scope) -> Value:
    return scope.own or compute(arguments[0], scope)


def _choice_name(arguments: tuple[Node, ...], scope: Scope) -> Value:
    """jr:choice-name(${x}, '${x}'): the words of what was chosen."""
    chosen, which = text_of(compute(arguments[0], scope)), arguments[1]
    if isinstance(which, Literal):
        name = str(which.value).strip().removeprefix("${").removesuffix("}").strip().rsplit("/", 1)[-1]
    else:
        name = which.name if isinstance(which, Reference) else ""
    return ", ".join(scope.label(name, one) for one in chosen.split())


def _position(_arguments: tuple[Node, ...], scope: Scope) -> Value:
    return float(scope.position)


def _and(arguments: tuple[Node, ...], scope: Scope) -> Value:
    return all(truth_of(compute(one, scope)) for one in arguments)


def _or(arguments: tuple[Node, ...], scope: Scope) -> Value:
    return any(truth_of(compute(one, scope)) for one in arguments)


_LAZY: Final[dict[str, Callable[[tuple[Node, ...], Scope], Value]]] = {
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "jr:choice-name": _choice_name,
    "position": _position,
    "and": _and,
    "or": _or,
}


# --- The others get the values of their arguments. ---


def _several(given: list[Value]) -> list[str]:
    """Return all answers of all arguments, without the empty ones."""
    found: list[str] = []
    for value in given:
        found += value if isinstance(value, tuple) else (text_of(value),)
    return [one for one in found if one]


def _numbers(given: list[Value]) -> list[float]:
    return [number_of(one) for one in _several(given)]


def _own_or(given: list[Value], scope: Scope) -> str:
    return text_of(given[0]) if given else scope.own


def _substr(given: list[Value], _scope: Scope) -> str:
    """OpenRosa's substr(text, from, to): from 0, the end not included, below 0 from the end."""
    said = text_of(given[0])
    ends = [_whole(number_of(one)) for one in given[1:]]
    if any(one is None for one in ends):
        return ""
    return said[slice(*ends)]


def _substring(given: list[Value], _scope: Scope) -> str:
    """XPath's substring(text, from, length): from 1, each end rounded."""
    said, first = text_of(given[0]), _rounded(number_of(given[1]))
    last = first + _rounded(number_of(given[2])) if len(given) > 2 else math.inf
    return "".join(one for place, one in enumerate(said, start=1) if first <= place < last)


def _whole(value: float) -> int | None:
    return int(value) if math.isfinite(value) and abs(value) < 1e9 else None


def _rounded(value: float) -> float:
    return math.floor(value + 0.5) if math.isfinite(value) else value


def _round(given: list[Value], _scope: Scope) -> float:
    value = number_of(given[0])
    digits = _whole(number_of(given[1])) if len(given) > 1 else 0
    if digits is None or not -300 <= digits <= 15 or not math.isfinite(value):
        return value
    scale = 10.0**digits
    return math.floor(value * scale + 0.5) / scale if math.isfinite(value * scale) else value


def _int(given: list[Value], _scope: Scope) -> float:
    value = number_of(given[0])
    return float(math.trunc(value)) if math.isfinite(value) else value


def _floor(given: list[Value], _scope: Scope) -> float:
    value = number_of(given[0])
    return float(math.floor(value)) if math.isfinite(value) else value


def _ceiling(given: list[Value], _scope: Scope) -> float:
    value = number_of(given[0])
    return float(math.ceil(value)) if math.isfinite(value) else value


def _pow(given: list[Value], _scope: Scope) -> float:
    base, power = number_of(given[0]), number_of(given[1])
    if abs(power) > MOST_POWER:
        return math.nan
    try:
        raised = base**power
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return raised if isinstance(raised, float) else math.nan


def _selected(given: list[Value], _scope: Scope) -> bool:
    return text_of(given[1]).strip() in text_of(given[0]).split()


def _selected_at(given: list[Value], _scope: Scope) -> str:
    chosen, place = text_of(given[0]).split(), _whole(number_of(given[1]))
    return chosen[place] if place is not None and 0 <= place < len(chosen) else ""


def _join(given: list[Value], _scope: Scope) -> str:
    return text_of(given[0]).join(_several(given[1:]))[:MOST_TEXT]


def _translate(given: list[Value], _scope: Scope) -> str:
    said, signs, instead = (text_of(one) for one in given)
    table: dict[int, str | None] = {}
    for place, sign in enumerate(signs):
        table.setdefault(ord(sign), instead[place] if place < len(instead) else None)
    return said.translate(table)


def _count(given: list[Value], _scope: Scope) -> float:
    return float(len(given[0]) if isinstance(given[0], tuple) else 1)


def _indexed(given: list[Value], _scope: Scope) -> str:
    rounds, place = given[0], _whole(number_of(given[2]))
    if not isinstance(rounds, tuple) or place is None or not 1 <= place <= len(rounds):
        return ""
    return rounds[place - 1]


def _format_date(given: list[Value], scope: Scope) -> str:
    """OpenRosa's format-date: %Y year, %y in two digits, %m month, %n without zero, %d and %e day, %b %a."""
    day = values.day_of(values.date_of(given[0]))
    if day is None:
        return ""
    parts = {
        "Y": f"{day.year:04}", "y": f"{day.year % 100:02}", "m": f"{day.month:02}", "n": str(day.month),
        "d": f"{day.day:02}", "e": str(day.day), "H": "00", "h": "0", "M": "00", "S": "00", "3": "000",
        # Names of months and days would be English on every phone: numbers are read by all.
        "b": f"{day.month:02}", "a": str(day.isoweekday()), "%": "%",
    }  # fmt: skip
    found, wanted = [], text_of(given[1])
    at = 0
    while at < len(wanted):
        if wanted[at] == "%" and at + 1 < len(wanted):
            found.append(parts.get(wanted[at + 1], ""))
            at += 2
        else:
            found.append(wanted[at])
            at += 1
    return "".join(found)[:MOST_TEXT]


@lru_cache(maxsize=512)
def _pattern(text: str) -> Pattern:
    return Pattern(text)


_EAGER: Final[dict[str, Callable[[list[Value], Scope], Value]]] = {
    "selected": _selected,
    "selected-at": _selected_at,
    "count-selected": lambda given, _scope: float(len(text_of(given[0]).split())),
    "not": lambda given, _scope: not truth_of(given[0]),
    "true": lambda _given, _scope: True,
    "false": lambda _given, _scope: False,
    "boolean": lambda given, _scope: truth_of(given[0]),
    "boolean-from-string": lambda given, _scope: text_of(given[0]).strip().lower() in {"true", "1"},
    "string": _own_or,
    "string-length": lambda given, scope: float(len(_own_or(given, scope))),
    "concat": lambda given, _scope: "".join(
        "".join(one) if isinstance(one, tuple) else text_of(one) for one in given
    )[:MOST_TEXT],
    "join": _join,
    "contains": lambda given, _scope: text_of(given[1]) in text_of(given[0]),
    "starts-with": lambda given, _scope: text_of(given[0]).startswith(text_of(given[1])),
    "ends-with": lambda given, _scope: text_of(given[0]).endswith(text_of(given[1])),
    "substr": _substr,
    "substring": _substring,
    "substring-before": lambda given, _scope: (
        text_of(given[0]).partition(text_of(given[1]))[0]
        if text_of(given[1]) in text_of(given[0]) and text_of(given[1])
        else ""
    ),
    "substring-after": lambda given, _scope: (
        text_of(given[0]).partition(text_of(given[1]))[2] if text_of(given[1]) else text_of(given[0])
    ),
    "normalize-space": lambda given, scope: " ".join(_own_or(given, scope).split()),
    "translate": _translate,
    "regex": lambda given, _scope: _pattern(text_of(given[1])).matches(text_of(given[0])),
    "number": lambda given, scope: number_of(given[0] if given else scope.own),
    "int": _int,
    "round": _round,
    "floor": _floor,
    "ceiling": _ceiling,
    "abs": lambda given, _scope: abs(number_of(given[0])),
    "pow": _pow,
    "sum": lambda given, _scope: (
        math.fsum(found) if all(map(math.isfinite, found := _numbers(given))) else sum(found)
    ),
    "min": lambda given, _scope: _least(given, min),
    "max": lambda given, _scope: _least(given, max),
    "count": _count,
    "count-non-empty": lambda given, _scope: float(len(_several(given))),
    "indexed-repeat": _indexed,
    "today": lambda _given, scope: scope.today.isoformat(),
    "now": lambda _given, scope: scope.today.isoformat(),
    "date": lambda given, _scope: values.date_of(given[0]),
    "date-time": lambda given, _scope: values.date_of(given[0]),
    "decimal-date-time": lambda given, _scope: number_of(given[0]),
    "format-date": _format_date,
}


def _least(given: list[Value], choose: Callable[[list[float]], float]) -> float:
    found = _numbers(given)
    return math.nan if not found or any(map(math.isnan, found)) else choose(found)

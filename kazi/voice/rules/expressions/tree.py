"""What an expression is once it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kazi.kernel.words import Fault

MOST_CHARACTERS: Final = 8_000
MOST_DEPTH: Final = 60


class Unreadable(Exception):
    """An expression is no expression; `fault` says what is wrong with it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Unsupported(Unreadable):
    """An expression may be right, but uses what is not computed here, such as another file."""


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | float


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`, or the last step of a path; `name` is "." for the question itself, ".." for its group."""

    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A bare name in a choice_filter: a column of the choice."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    operand: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one rank from left to right: first, then (operator, operand) each.

    A form with 300 `or` in a row is a chain of 301 and no tree of depth 300.
    """

    first: Node
    rest: tuple[tuple[str, Node], ...]


Node = Literal | Reference | Column | Call | Minus | Chain


def nodes(root: Node) -> Iterator[Node]:
    """Yield every part of an expression."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        match node:
            case Call():
                waiting.extend(node.arguments)
            case Minus():
                waiting.append(node.operand)
            case Chain():
                waiting.append(node.first)
                waiting.extend(operand for _operator, operand in node.rest)


def references(root: Node) -> set[str]:
    """Return the names of the questions and groups that an expression looks at."""
    return {one.name for one in nodes(root) if isinstance(one, Reference)} - {".", ".."}


def columns(root: Node) -> set[str]:
    """Return the columns of choices that an expression looks at."""
    return {one.name for one in nodes(root) if isinstance(one, Column)}

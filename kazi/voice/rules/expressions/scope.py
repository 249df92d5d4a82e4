"""What an expression may look at while it is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date


def _nothing(_name: str) -> tuple[str, ...]:
    return ()


def _bare(_question: str, option: str) -> str:
    return option


@dataclass(frozen=True, slots=True)
class Scope:
    """The answers so far, as seen from one question.

    `values` returns the answers of a name: one where it was asked here, one for each round where it
    was asked in rounds elsewhere; a name without an answer gives one empty text.  `own` is the answer
    that is being checked, `position` the round (from 1), `columns` those of a choice, `label` the
    words of a choice in the person's language.
    """

    today: date
    values: Callable[[str], tuple[str, ...]] = _nothing
    own: str = ""
    position: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    label: Callable[[str, str], str] = _bare

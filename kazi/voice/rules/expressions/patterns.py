"""Regular expressions whose time grows with the text and with nothing else.

Python's own engine tries alternatives one after the other, so a form with `(a+)+b` could stop a server.
This one walks all of them at once (Thompson's construction): states times characters, both bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from kazi.kernel.words import N_, Fault
from kazi.voice.rules.expressions.tree import Unreadable, Unsupported

MOST_PATTERN: Final = 400
MOST_STATES: Final = 4_000
MOST_TEXT: Final = 2_000
_MOST_NESTED: Final = 40
_COUNT: Final = re.compile(r"\{(\d{1,4})(?:(,)(\d{0,4}))?\}")
_CLASS: Final = re.compile(r"\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]")

Part = tuple[Any, ...]


@dataclass(slots=True)
class _State:
    """`sign` decides on one character; without it the state leads on at once to all of `ways`."""

    sign: re.Pattern[str] | None = None
    ways: list[int] = field(default_factory=list)
    place: str = ""  # "^" or "$": passes only there.


class Pattern:
    """A pattern that was read; raises Unreadable or Unsupported for one that cannot be."""

    def __init__(self, text: str) -> None:
        if len(text) > MOST_PATTERN:
            raise Unreadable(
                Fault(N_("The pattern has more than %(most)s characters."), {"most": MOST_PATTERN})
            )
        self._text, self._at, self._nested = text, 0, 0
        self._states: list[_State] = []
        tree = self._branches()
        if self._at < len(text):
            raise self._wrong()
        end = self._new()
        self._start, self._end = self._build(tree, end), end

    def matches(self, text: str) -> bool:
        """Say whether the whole text fits; one longer than MOST_TEXT never does."""
        if len(text) > MOST_TEXT:
            return False
        now = self._reached({self._start}, 0, len(text))
        for number, letter in enumerate(text, start=1):
            following = set()
            for one in now:
                state = self._states[one]
                if state.sign is not None and state.sign.fullmatch(letter):
                    following.update(state.ways)
            if not following:
                return False
            now = self._reached(following, number, len(text))
        return self._end in now

    def _reached(self, first: set[int], at: int, length: int) -> set[int]:
        found, waiting = set(first), list(first)
        while waiting:
            state = self._states[waiting.pop()]
            if state.sign is not None or (state.place == "^" and at) or (state.place == "$" and at < length):
                continue
            for one in state.ways:
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return found

    # The parts of a pattern as nested tuples: ("sign", compiled), ("place", "^"), ("row", parts),
    # ("either", parts), ("times", part, least, most).

    def _branches(self) -> Part:
        self._nested += 1
        if self._nested > _MOST_NESTED:
            raise self._wrong()
        rows = [self._row()]
        while self._peek() == "|":
            self._at += 1
            rows.append(self._row())
        self._nested -= 1
        return rows[0] if len(rows) == 1 else ("either", rows)

    def _row(self) -> Part:
        parts = []
        while self._peek() not in {"", "|", ")"}:
            part = self._part()
            while self._peek() in {"*", "+", "?", "{"} and (times := self._times()) is not None:
                part = ("times", part, *times)
            parts.append(part)
        return ("row", parts)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _part(self) -> Part:
        sign = self._peek()
        self._at += 1
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._class()
        if sign == "\\":
            return self._escape()
        if sign in "^$":
            return ("place", sign)
        if sign in "*+?":
            raise self._wrong()
        return ("sign", re.compile(r"[^\n]" if sign == "." else re.escape(sign)))

    def _group(self) -> Part:
        if self._text.startswith("?:", self._at):
            self._at += 2
        elif self._peek() == "?":
            raise Unsupported(Fault(N_("The pattern uses (?…), which is not computed on a phone.")))
        inside = self._branches()
        if self._peek() != ")":
            raise self._wrong()
        self._at += 1
        return inside

    def _class(self) -> Part:
        match = _CLASS.match(self._text, self._at - 1)
        if match is None:
            raise self._wrong()
        self._at = match.end()
        return ("sign", self._compiled(match[0].replace("[[", r"[\[") if "[:" not in match[0] else match[0]))

    def _escape(self) -> Part:
        letter = self._peek()
        self._at += 1
        if letter in {"d", "D", "w", "W", "s", "S", "t", "n", "r"} or (letter and not letter.isalnum()):
            return ("sign", self._compiled(f"\\{letter}"))
        if letter == "":
            raise self._wrong()
        raise Unsupported(
            Fault(N_("The pattern uses \\%(letter)s, which is not computed on a phone."), {"letter": letter})
        )

    def _compiled(self, text: str) -> re.Pattern[str]:
        try:
            return re.compile(text)
        except (re.error, OverflowError, FutureWarning):
            raise self._wrong() from None

    def _times(self) -> tuple[int, int] | None:
        """Return least and most (-1: no end) of a quantifier; None where `{` is only a brace."""
        sign = self._peek()
        if sign == "{":
            match = _COUNT.match(self._text, self._at)
            if match is None:
                raise self._wrong()
            self._at = match.end()
            least = int(match[1])
            most = least if match[2] is None else int(match[3]) if match[3] else -1
            if most != -1 and most < least:
                raise self._wrong()
        else:
            self._at += 1
            least, most = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[sign]
        if self._peek() == "?":  # Lazy or not, the same texts fit.
            self._at += 1
        return least, most

    def _wrong(self) -> Unreadable:
        return Unreadable(
            Fault(N_("The pattern “%(pattern)s” is not complete."), {"pattern": self._text[:60]})
        )

    def _new(self, **more: object) -> int:
        if len(self._states) >= MOST_STATES:
            raise Unreadable(Fault(N_("The pattern repeats too many parts.")))
        self._states.append(_State(**more))  # type: ignore[arg-type]
        return len(self._states) - 1

    def _build(self, part: Part, then: int) -> int:
        """Add the states of a part that leads to `then`; return where it begins."""
        match part:
            case ("sign", sign):
                return self._new(sign=sign, ways=[then])
            case ("place", place):
                return self._new(place=place, ways=[then])
            case ("row", [*parts]):
                for one in reversed(parts):
                    then = self._build(one, then)
                return then
            case ("either", [*parts]):
                return self._new(ways=[self._build(one, then) for one in parts])
            case ("times", (*inside,), int(least), int(most)):
                return self._repeat(tuple(inside), least, most, then)
        raise AssertionError(part)

    def _repeat(self, inside: Part, least: int, most: int, then: int) -> int:
        if most == -1:
            loop = self._new(ways=[then])
            self._states[loop].ways.append(self._build(inside, loop))
            then = loop
        else:
            for _round in range(most - least):
                then = self._new(ways=[then, self._build(inside, then)])
        for _round in range(least):
            then = self._build(inside, then)
        return then

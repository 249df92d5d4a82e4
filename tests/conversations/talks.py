"""Holding a talk with the pure engine, on any medium, as a person with that phone would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from kazi.channels.rules.wire import Event, Heard, Medium, Said
from kazi.conversations.phrases import phrase
from kazi.conversations.rules.place import Place, from_json
from kazi.conversations.rules.scripts import Ask, Here, Kind, State, Value
from kazi.conversations.rules.talking import begin, step
from kazi.conversations.rules.turns import Line, Outcome
from kazi.conversations.rules.understanding import KEYS_ON_A_PAGE, ROWS_OF_A_LIST, mark

SIX = (Medium.USSD, Medium.SMS, Medium.VOICE, Medium.WHATSAPP, Medium.TELEGRAM, Medium.WEB)
_sessions = count(1)


@dataclass
class Known:
    """What can be looked up in these tests."""

    usual: tuple[str, State] | None = None
    words: dict[str, tuple[str, State]] = field(default_factory=dict)
    agreed: set[tuple[str, int]] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)

    def opening(self, text: str) -> tuple[str, State] | None:
        return self.words.get(text.strip().casefold()) if text else self.usual

    def consented(self, purpose: str, version: int) -> bool:
        return (purpose, version) in self.agreed

    def taken(self, subject: str) -> bool:
        return subject in self.ended

    def do(self, act: Callable[[Here], Value], language: str) -> Value:
        return act(Here(language, "a way"))

    def holding(self) -> tuple[int, int]:
        return 3, 1


class Phone:
    """One person with one phone; what was stored is in `stored`, by question, what was said in `heard`."""

    def __init__(
        self, medium: Medium, known: Known, languages: tuple[str, ...] = ("en",), place: Place | None = None
    ) -> None:
        self.line, self.known = Line(medium, languages), known
        self.place = place or Place()
        self.stored: dict[str, Value] = {}
        self.path: list[str] = []
        self.ended: list[str] = []
        self.said: list[Said] = []
        self.wants: set[str] = set()
        self.session = ""

    def send(self, text: str = "", event: Event = Event.ANSWER, **more: Any) -> Said | None:
        heard = Heard(event, "+254711000001", f"k{next(_sessions)}", text, self.session, **more)
        return self._after(step(from_json(self.place.as_json()), heard, self.line, self.known, phrase))

    def open(self) -> Said | None:
        """Dial, call, or begin to write."""
        if self.line.medium in {Medium.USSD, Medium.VOICE}:
            self.session = f"s{next(_sessions)}"
        if self.line.medium is Medium.SMS:
            return self.send("hello")
        return self.send(event=Event.OPENED)

    def see(self) -> None:
        """Look at what stands, as it would be shown on this medium."""
        if self.line.medium in {Medium.WHATSAPP, Medium.WEB}:
            self._after(begin(self.place, "", {}, self.line, self.known, phrase))

    def _after(self, outcome: Outcome) -> Said | None:
        self.place = from_json(outcome.place.as_json())
        self.wants |= outcome.wants
        for part in outcome.parts:
            for kept in part.answers:
                self.stored[kept.question] = kept.value
                self.path.append(kept.question)
            if part.ended:
                self.ended.append(part.ended)
                if part.ended == "done":
                    self.known.ended.add(part.subject)
        if outcome.decided and outcome.decided[2]:
            self.known.agreed.add(outcome.decided[:2])
        if outcome.said is not None:
            self.said.append(outcome.said)
        return outcome.said

    @property
    def last(self) -> str:
        return self.said[-1].text

    def choose(self, ask: Ask, number: int) -> None:
        """Choose the option at this place (1 is the first), as one does on this medium."""
        medium = self.line.medium
        if medium is Medium.VOICE and len(ask.options) > ROWS_OF_A_LIST:
            page, key = divmod(number - 1, KEYS_ON_A_PAGE)
            for _ in range(page):
                self.send("9")
            self.send(str(key + 1))
        elif medium in {Medium.WHATSAPP, Medium.WEB}:
            wanted = f"{mark(ask.id)}:{number}"
            for _ in range(len(ask.options)):
                if any(one.code == wanted for one in self.said[-1].choices):
                    break
                self.send(f"{mark(ask.id)}:more")
            assert any(one.code == wanted for one in self.said[-1].choices)
            self.send(wanted)
        else:
            self.send(str(number))

    def answer(self, ask: Ask, value: Value) -> None:
        """Give this answer the way one does on this medium."""
        medium = self.line.medium
        codes = [option.code for option in ask.options]
        if value is None:
            keys = "0" if ask.options or ask.kind is Kind.ACKNOWLEDGE else "*"
            self.send(keys if medium is Medium.VOICE else "SKIP")
        elif ask.kind is Kind.ONE:
            self.choose(ask, codes.index(str(value)) + 1)
        elif ask.kind is Kind.SEVERAL:
            self._several(ask, codes, value if isinstance(value, list) else [])
        elif ask.kind is Kind.DATE and medium is Medium.VOICE:
            year, month, day = str(value).split("-")
            self.send(day + month + year)
        elif ask.kind is Kind.DECIMAL and medium is Medium.VOICE:
            self.send(str(value).replace(".", "*"))
        else:
            self.send(str(value) if value != "ok" else "1")

    def _several(self, ask: Ask, codes: Sequence[str], chosen: list[str]) -> None:
        medium = self.line.medium
        if medium is Medium.VOICE:
            for code in codes:
                self.send("1" if code in chosen else "2")
        elif medium in {Medium.WHATSAPP, Medium.WEB}:
            for code in reversed(chosen):  # In any order.
                self.choose(ask, codes.index(code) + 1)
            if len(chosen) < len(codes):
                self.send(f"{mark(ask.id)}:end")
        else:
            self.send(" ".join(str(codes.index(code) + 1) for code in chosen) or "0")

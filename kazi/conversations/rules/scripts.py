"""What a script is: whatever asks people something, on any channel, without knowing which.

A script is two pure functions on a state of its own, which is JSON: `move` says what stands now, and
`take` gives the state after an answer.  The engine keeps the state, finds words for each channel,
understands what is said, asks again, and resumes after days; the script never sees a number, a
person or a channel.  `keep` runs in the transaction that stores the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

Words = Mapping[str, str]  # A text for each language.
State = dict[str, Any]  # JSON: a script's own, handed back as it was given.
Value = str | list[str] | None  # A code, several codes, a number or date as text; None: skipped.
Run = Callable[[str, Sequence[Any]], list[Any]]  # One SQL statement with %s, in the running transaction.


class Kind(StrEnum):
    """How a question is answered.  What is stored is the same on every channel."""

    ONE = "one"  # The code of one option.
    SEVERAL = "several"  # Codes in the order of the options, [] for none of them.
    NUMBER = "number"  # A whole number in ASCII digits: "42".
    DECIMAL = "decimal"  # With a point: "3.5".
    DATE = "date"  # "2026-11-30".
    DIGITS = "digits"  # A code or a number of a phone: "0700555123", as keyed, zeros in front and all.
    TEXT = "text"  # As it was said, without spaces around it.
    ACKNOWLEDGE = "acknowledge"  # "ok".


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: the code that is stored, and its words.

    With `language` a call reads it in that one, whichever the talk is held in: the name of a language.
    """

    code: str
    words: Words
    language: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question.

    `check` gets a value that was understood and returns "" or a reason, in the language given, to
    ask again.  `seal` changes a value before it is stored or seen by the script, once: that is how
    a share of the answers to a sensitive question is flipped.  `sensitive` questions are not
    written into the history of a phone before its owner has said that it is safe.  `default` is what
    counts as the answer when it is skipped, None where that is no answer.  `given` is an answer that is
    known from elsewhere: it is kept as if it had been given, and the question is not asked.  `decides` is
    the (purpose, version) of a consent that "yes" gives and "no" refuses: it is stored as that and as no
    answer, and the talk goes on either way.
    """

    id: str
    kind: Kind
    words: Words
    options: Sequence[Option] = ()
    optional: bool = False
    sensitive: bool = False
    check: Callable[[Value, str], str] | None = None
    seal: Callable[[Value], Value] | None = None
    default: Value = None
    given: Value = None
    decides: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """Something to say before what comes next; it is taken with None as soon as it is said."""

    id: str
    words: Words


@dataclass(frozen=True, slots=True)
class Done:
    """The end.  `words` stay on the screen, so they may not tell what the talk was about."""

    words: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandOver:
    """This script is done; another one begins, by its name and with this state."""

    script: str
    state: State


@dataclass(frozen=True, slots=True)
class Here:
    """What an act may know.  `way` leads back to this person, sealed: only `services.ways` opens it."""

    language: str
    way: str


@dataclass(frozen=True, slots=True)
class Do:
    """Something outside of the talk: look it up, send it.  `take` gets what `act` returns.

    A message that comes again does it no second time.  Two copies of one message at the same moment
    may: so `act` comes to the same when it is called twice with one state.
    """

    id: str
    act: Callable[[Here], Value]


Move = Ask | Tell | Done | HandOver | Do


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person is asked to agree to before the first question: stored by purpose and version."""

    purpose: str
    version: int
    words: Words


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as it is stored.  `before` is what stood there, None where nothing did."""

    question: str
    value: Value
    before: Value = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one reply has changed, for `Script.keep`.

    `ended` is "", "done", "stopped" or "erased" (each answer then has the value None
    and counts no more).  `who` is a pseudonym of the vault; `linked` is the study that this subject is
    of (`rules.linking`) with the person's pseudonym there, which only they who agreed are kept under.
    `decided` is (purpose, version, agreed) where the reply was a decision.
    """

    org_id: int
    who: str
    subject: str
    language: str
    medium: str
    answers: tuple[Kept, ...] = ()
    began: bool = False
    ended: str = ""
    linked: tuple[str, str] | None = None
    decided: tuple[str, int, bool] | None = None


class Script(Protocol):
    """What a room above registers.  All but `keep` are pure; every one may be called again."""

    def subject(self, state: State) -> str:
        """Return what the answers belong to, such as "poll:12": each person answers it once."""

    def consent(self, state: State) -> Consent | None:
        """Return what has to be agreed to first, or None."""

    def move(self, state: State) -> Move:
        """Return what stands in this state.  The same state gives the same move."""

    def take(self, state: State, question: str, value: Value) -> State:
        """Return the state after a question was answered, skipped, or a text was told (None)."""

    def back(self, state: State) -> State | None:
        """Return the state in which the last answered question stands again, None where it cannot."""

    def keep(self, run: Run, step: Step) -> None:
        """Count what was stored, in the same transaction; once for each reply that changed anything."""


@runtime_checkable
class KeepsAll(Protocol):
    """A script that can count the steps of several people at once; on PostgreSQL it is asked to."""

    def keep_all(self, run: Run, steps: Sequence[Step]) -> None:
        """Come to the same as `keep` for each of the steps, which are of different people."""


Opening = tuple[str, State]  # The name of a script, and the state that it begins with.
Look = Callable[[str, Here], Opening | None]
Spender = Callable[[str], bool]

SPENDS = "spends"
"""In the state of an opening: what is used up when this begins, such as a card that works once.

The engine takes it out before the talk is stored, so no talk says by what it was begun.
"""

_scripts: dict[str, Script] = {}
_openers: list[Callable[[str], Opening | None]] = []
_lookers: list[tuple[Callable[[str], bool], Look]] = []
_spenders: dict[str, Spender] = {}


def register(name: str, script: Script) -> None:
    """Let talks be held by this script under its name; called when a room starts, again harmlessly."""
    _scripts[name] = script


def find(name: str) -> Script | None:
    """Return a registered script; None for the script of a room that is no longer there."""
    return _scripts.get(name)


def open_with(opener: Callable[[str], Opening | None]) -> None:
    """Let messages that no list of words can hold begin a script: "SERVED K7MX2PQ"."""
    if opener not in _openers:
        _openers.append(opener)


def opened_by(text: str) -> Opening | None:
    """Return what the first opener that knows the message says it begins."""
    return next((found for opener in _openers if (found := opener(text))), None)


def look_with(knows: Callable[[str], bool], look: Look) -> None:
    """Let messages of a form that `knows` knows begin what `look` finds for this person, or None.

    It is not asked again for a message that was heard before.  Two copies at the same moment may both ask.
    """
    if (knows, look) not in _lookers:
        _lookers.append((knows, look))


def looker_for(text: str) -> Look | None:
    """Return who looks up what a message of this form begins."""
    return next((look for knows, look in _lookers if knows(text)), None)


def spend_with(script: str, spender: Spender) -> None:
    """Let `spender` use up what an opening of this script `SPENDS`; False: somebody else was faster.

    It runs in the transaction that stores the talk's first reply.
    """
    _spenders[script] = spender


def spend(script: str, what: str) -> bool:
    """Use something up, and say whether it was still there."""
    return _spenders[script](what)


def names() -> list[str]:
    return sorted(_scripts)


def pick(words: Words, language: str) -> str:
    """Return the text in a language, else in English, else in any; "" for no words."""
    return words.get(language) or words.get("en") or next(iter(words.values()), "")

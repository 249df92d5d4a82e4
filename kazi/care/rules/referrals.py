"""The course of a referral: states, who may do what, whose turn it is, and by when.

States are those of live referral networks (findhelp, Caredove, Clarity) with one more: *consented*,
because nothing is passed on before the person says what.  *served* said by the service is
provisional until the person says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kazi.kernel.words import N_


class State(StrEnum):
    DRAFT = "draft"
    CONSENTED = "consented"
    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONTACTED = "contacted"
    SERVED = "served"
    NOT_SERVED = "not_served"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Who(StrEnum):
    WORKER = "worker"
    SERVICE = "service"
    KAZI = "kazi"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Move:
    """What takes a referral from one of some states to another, and who may say it."""

    word: str
    to: State
    who: frozenset[Who]
    after: frozenset[State]


def _move(word: str, to: State, who: Who, *after: State) -> Move:
    return Move(word, to, frozenset({who}), frozenset(after))


S = State
OPEN = (S.DRAFT, S.CONSENTED, S.SENT, S.RECEIVED, S.ACCEPTED, S.CONTACTED)
MOVES: dict[str, Move] = {
    one.word: one
    for one in (
        _move("consent", S.CONSENTED, Who.WORKER, S.DRAFT),
        _move("send", S.SENT, Who.KAZI, S.CONSENTED),
        _move("receive", S.RECEIVED, Who.SERVICE, S.SENT),
        _move("accept", S.ACCEPTED, Who.SERVICE, S.SENT, S.RECEIVED),
        _move("decline", S.DECLINED, Who.SERVICE, S.SENT, S.RECEIVED),
        _move("contact", S.CONTACTED, Who.SERVICE, S.ACCEPTED),
        _move("serve", S.SERVED, Who.SERVICE, S.ACCEPTED, S.CONTACTED),
        _move("not_serve", S.NOT_SERVED, Who.SERVICE, S.ACCEPTED, S.CONTACTED),
        _move("helped", S.SERVED, Who.WORKER, S.SENT, S.RECEIVED, S.ACCEPTED, S.CONTACTED, S.SERVED),
        _move("not_helped", S.NOT_SERVED, Who.WORKER, S.SENT, S.RECEIVED, S.ACCEPTED, S.CONTACTED, S.SERVED),
        _move("withdraw", S.WITHDRAWN, Who.WORKER, *OPEN),
        _move("expire", S.EXPIRED, Who.CLOCK, *OPEN),
    )
}  # fmt: skip
# Whose turn it is, and how many days they have.  What is not here is at its end.
TURNS: dict[State, tuple[Who, int]] = {
    S.DRAFT: (Who.WORKER, 2),
    S.CONSENTED: (Who.KAZI, 1),
    S.SENT: (Who.SERVICE, 5),
    S.RECEIVED: (Who.SERVICE, 5),
    S.ACCEPTED: (Who.SERVICE, 7),
    S.CONTACTED: (Who.SERVICE, 14),
    S.SERVED: (Who.WORKER, 30),
}
UNMET = frozenset({S.DECLINED, S.NOT_SERVED, S.EXPIRED})
WORDS_OF_SERVICE = ("accept", "decline", "contact", "serve", "not_serve")
REASONS: dict[str, str] = {
    "full": N_("No place is free"),
    "not_ours": N_("This is not what we do"),
    "not_eligible": N_("Our rules do not allow it"),
    "not_reached": N_("The person could not be reached"),
    "not_come": N_("The person did not come"),
    "elsewhere": N_("Another service helps already"),
    "other": N_("Another reason"),
}
# FHIR R4 Task.status, as the SDOH Clinical Care guide (SDOHCC) uses it for referrals.
TASK_STATUS: dict[State, str] = {
    S.DRAFT: "draft", S.CONSENTED: "ready", S.SENT: "requested", S.RECEIVED: "received",
    S.ACCEPTED: "accepted", S.DECLINED: "rejected", S.CONTACTED: "in-progress", S.SERVED: "completed",
    S.NOT_SERVED: "failed", S.WITHDRAWN: "cancelled", S.EXPIRED: "cancelled",
}  # fmt: skip


class NotNow(Exception):
    """The referral is not in a state in which this can be said, or not by this side."""


def move(state: str, word: str, who: Who, *, confirmed: bool | None = None) -> State:
    """Return the state after somebody's word; raise NotNow where it cannot be said.

    Once the person has said that they were helped, nobody else changes it; they may still.
    """
    found = MOVES.get(word)
    if found is None or who not in found.who or State(state) not in found.after:
        raise NotNow
    if confirmed is not None and who is not Who.WORKER:
        raise NotNow
    return found.to


def words_now(state: str, who: Who) -> list[str]:
    """Return what this side may say now, in the order of the course."""
    return [one.word for one in MOVES.values() if who in one.who and State(state) in one.after]


def is_at_end(state: str, confirmed: bool | None) -> bool:
    """Say whether nothing more is expected: *served* only once the person has said so."""
    return State(state) not in TURNS or (state == S.SERVED and confirmed is not None)


def time_for(state: str) -> timedelta | None:
    """Return how long the one whose turn it is has; None at an end."""
    turn = TURNS.get(State(state))
    return timedelta(days=turn[1]) if turn else None


def task_status(state: str, confirmed: bool | None) -> str:
    """Return the FHIR status; what the service calls served is in progress until the person agrees."""
    if state == S.SERVED and confirmed is not True:
        return "in-progress"
    return TASK_STATUS[State(state)]


def heard_words(text: str) -> tuple[str, str, str]:
    """Return (word, ref, reason) of an SMS such as "ACCEPT K7MX2PQ" or "NO K7MX2PQ full"; "" for no word."""
    parts = text.upper().replace("\0", "").split()[:6]
    if not parts:
        return "", "", "other"
    word = _SPOKEN.get(parts[0], "")
    ref = "".join(sign for sign in parts[1] if sign.isalnum())[:20] if len(parts) > 1 else ""
    said = parts[2].lower() if len(parts) > 2 else ""
    return word, ref, said if said in REASONS else "other"


_SPOKEN = {
    "ACCEPT": "accept", "YES": "accept", "NDIYO": "accept", "DECLINE": "decline", "NO": "decline",
    "HAPANA": "decline", "CONTACTED": "contact", "CALLED": "contact", "SERVED": "serve", "DONE": "serve",
    "NOTSERVED": "not_serve",
}  # fmt: skip

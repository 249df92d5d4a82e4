"""Let threads that come at the same moment be served by one of them: one transaction, one wait for the disk.

    reports = Together(insert_all)      # insert_all(list of rows) returns one result for each
    reports(row)                        # returns when the round that held `row` is over

Whoever comes while nobody is at work leads: it takes all that waits, serves it, and passes the lead to the
first of those who came meanwhile.  Nobody waits for somebody to come, so alone it costs next to nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Failed(Exception):
    """A round failed, and nothing that it held is done.  The cause is what happened to whoever led it."""


class Together(Generic[T, R]):
    """Serve single calls in rounds of at most `most`.

    `serve` gets what waits, in the order in which it came, and returns a result for each in that order.
    What it raises reaches the leader as it is and everybody else of the round as Failed.  It runs on
    the leader's thread, so with the leader's own database connection.
    """

    def __init__(self, serve: Callable[[list[T]], Sequence[R]], most: int = 256) -> None:
        self._serve, self._most = serve, most
        self._guard = threading.Lock()
        self._waiting: list[_Caller[T, R]] = []
        self._is_led = False

    def __call__(self, one: T) -> R:
        """Return the result for `one`, once the round that held it is over."""
        mine: _Caller[T, R] = _Caller(one)
        with self._guard:
            self._waiting.append(mine)
            leads, self._is_led = not self._is_led, True
        if not leads:
            mine.turn.acquire()
            leads = not mine.is_over
        if leads:
            self._lead(mine)
        if mine.error is not None:
            raise Failed from mine.error
        return mine.result[0]

    def _lead(self, mine: _Caller[T, R]) -> None:
        with self._guard:  # Its leader is always the first of a round.
            some, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            for caller, result in zip(some, self._serve([one.what for one in some]), strict=True):
                caller.result.append(result)
        except BaseException as error:
            for caller in some:
                caller.error = error
            mine.error = None  # It hears of it at first hand.
            raise
        finally:
            with self._guard:
                after = self._waiting[0] if self._waiting else None
                self._is_led = after is not None
            if after is not None:
                after.turn.release()
            for caller in some:
                caller.is_over = True
                if caller is not mine:
                    caller.turn.release()


class _Caller(Generic[T, R]):
    """One call while it waits: `turn` is free when its round is over, or when it shall lead the next."""

    __slots__ = ("error", "is_over", "result", "turn", "what")

    def __init__(self, what: T) -> None:
        self.what = what
        self.result: list[R] = []
        self.error: BaseException | None = None
        self.is_over = False
        self.turn = threading.Lock()
        self.turn.acquire()

"""A small memory of the process for facts that change rarely and are asked for constantly.

What is recalled may be up to `seconds` old, in this process and in every other, so it serves
where that is harmless: a project's rate and state, a worker's skills.  Never for money paid,
seats left or anything a constraint has to hold.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recall(Generic[K, V]):
    """Remember what `ask(key)` returned for `seconds`; at most `most` keys, oldest forgotten."""

    def __init__(self, ask: Callable[[K], V], *, seconds: float, most: int = 10_000) -> None:
        self._ask = ask
        self._seconds = seconds
        self._most = most
        self._kept: dict[K, tuple[float, V]] = {}
        _all.append(self)

    def __call__(self, key: K) -> V:
        kept = self._kept.get(key)
        now = time.monotonic()
        if kept is not None and kept[0] > now:
            return kept[1]
        value = self._ask(key)
        self._kept.pop(key, None)
        while len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = (now + self._seconds, value)
        return value

    def forget(self, key: K | None = None) -> None:
        """Ask again next time, for one key or for all."""
        if key is None:
            self._kept.clear()
        else:
            self._kept.pop(key, None)


_all: list[Recall[Any, Any]] = []
_others: list[Callable[[], None]] = []


def on_forgetting_everything(forget: Callable[[], None]) -> None:
    """Let another memory of the process be emptied together with these."""
    _others.append(forget)


def forget_everything() -> None:
    """Empty every memory of this process; tests call it between two worlds."""
    for memory in _all:
        memory.forget()
    for forget in _others:
        forget()

from __future__ import annotations

from kazi.kernel.recall import Recall


def test_what_was_asked_is_remembered_until_its_time_is_over() -> None:
    asked: list[str] = []

    def ask(key: str) -> int:
        asked.append(key)
        return len(asked)

    memory = Recall(ask, seconds=60)
    assert (memory("a"), memory("a"), memory("b")) == (1, 1, 2)
    memory.forget("a")
    assert memory("a") == 3
    memory.forget()
    assert memory("b") == 4


def test_it_holds_no_more_than_it_may() -> None:
    memory: Recall[int, int] = Recall(lambda key: key, seconds=60, most=3)
    for key in range(10):
        memory(key)
    assert len(memory._kept) == 3


def test_after_its_seconds_it_asks_again() -> None:
    answers = iter("ab")
    memory: Recall[str, str] = Recall(lambda _key: next(answers), seconds=0)
    assert (memory("x"), memory("x")) == ("a", "b")

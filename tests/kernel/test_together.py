"""One of the threads that come at the same moment serves them all."""

from __future__ import annotations

import threading

import pytest

from kazi.kernel.together import Failed, Together


def test_whoever_comes_while_a_round_runs_is_in_the_next_one_and_gets_their_own_result() -> None:
    rounds: list[list[int]] = []
    running, go_on = threading.Event(), threading.Event()

    def serve(some: list[int]) -> list[int]:
        rounds.append(some)
        running.set()
        assert go_on.wait(20)
        return [10 * one for one in some]

    together, results = Together(serve, most=4), dict[int, int]()

    def call(number: int) -> None:
        results[number] = together(number)

    first = threading.Thread(target=call, args=(0,))
    first.start()
    assert running.wait(20)
    others = [threading.Thread(target=call, args=(number,)) for number in range(1, 8)]
    for thread in others:
        thread.start()
    while len(together._waiting) < len(others):
        pass
    go_on.set()
    for thread in (first, *others):
        thread.join(20)
    assert results == {number: 10 * number for number in range(8)}
    assert [len(one) for one in rounds] == [1, 4, 3]
    assert together(9) == 90  # Nobody is left at work.


def test_what_goes_wrong_reaches_everybody_of_the_round_and_nobody_after() -> None:
    running, go_on = threading.Event(), threading.Event()

    def serve(some: list[int]) -> list[int]:
        running.set()
        assert go_on.wait(20)
        if 1 in some:
            raise ValueError("one")
        return some

    together = Together(serve)
    heard: list[type[BaseException]] = []

    def call(number: int) -> None:
        try:
            together(number)
        except (ValueError, Failed) as error:
            heard.append(type(error))

    first = threading.Thread(target=call, args=(0,))
    first.start()
    assert running.wait(20)
    others = [threading.Thread(target=call, args=(number,)) for number in (1, 2)]
    for thread in others:
        thread.start()
    while len(together._waiting) < len(others):
        pass
    go_on.set()
    for thread in (first, *others):
        thread.join(20)
    assert sorted(one.__name__ for one in heard) == ["Failed", "ValueError"]
    assert together(3) == 3


def test_alone_it_raises_what_was_raised() -> None:
    def serve(some: list[int]) -> list[int]:
        raise ValueError

    with pytest.raises(ValueError):
        Together(serve)(1)

"""Where docs come from: each room that has some registers a function that gives all of them anew.

    @source("article")
    def articles() -> Iterable[Doc]: ...

It must be known when the program has started: register it in a module that the room's `jobs.py`
imports.  It gives demo rows too; who may see them is settled by the search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kazi.search.services import Doc

Source = Callable[[], Iterable[Doc]]

_sources: dict[str, Source] = {}


def source(kind: str) -> Callable[[Source], Source]:
    """Register the function that gives every doc of a kind."""

    def register(give: Source) -> Source:
        _sources[kind] = give
        return give

    return register


def sources() -> dict[str, Source]:
    return dict(_sources)

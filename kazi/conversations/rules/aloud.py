"""What a call says, out of recordings: found by the very words that they say, so none can say another thing.

A room that has recordings registers a `Reader`.  Which script asks does not matter: its words, those of
the engine and those of another script that it hands over to are found in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from kazi.channels.rules.wire import Spoken

# (subject, language, words) -> the recording of each of these words that there is, by its file's id.
Reader = Callable[[str, str, Collection[str]], Mapping[str, str]]
MOST_LINES = 12  # Of one piece that are looked for by themselves; a prompt has three or four.
_readers: list[Reader] = []


def read_by(reader: Reader) -> None:
    """Let recordings be found by this reader; called when a room starts, again harmlessly."""
    if reader not in _readers:
        _readers.append(reader)


def recorded(subject: str, language: str, words: Collection[str]) -> dict[str, str]:
    """Return the file of each of these words that was recorded in a language; the first reader's counts."""
    found: dict[str, str] = {}
    for reader in _readers:
        found = {**reader(subject, language, words), **found}
    return found


def wanted(pieces: Iterable[Spoken], language: str) -> dict[str, set[str]]:
    """Return, for each language, the words whose recordings could be played."""
    found: dict[str, set[str]] = {}
    for one in pieces:
        words = found.setdefault(one.language or language, set())
        words.update(word for way in one.ways for word in way)
        lines = one.text.split("\n")[:MOST_LINES]
        words.update("\n".join(lines[i:j]) for i in range(len(lines)) for j in range(i + 1, len(lines) + 1))
    return found


def with_sounds(piece: Spoken, found: Mapping[str, str]) -> Spoken:
    """Return a piece with what says it: its text, whole or in its lines, else the first whole way."""
    ways = [lines] if (lines := _by_lines(piece.text, found)) else []
    ways += [way for way in piece.ways if way and all(word in found for word in way)]
    return replace(piece, sounds=tuple(found[word] for word in ways[0])) if ways else piece


def _by_lines(text: str, found: Mapping[str, str]) -> tuple[str, ...]:
    """Return a text in the longest runs of lines that are recorded; () when a line of it is not."""
    lines, at, taken = text.split("\n"), 0, []
    while at < len(lines):
        run = next((j for j in range(len(lines), at, -1) if "\n".join(lines[at:j]) in found), 0)
        if not run:
            return ()
        taken.append("\n".join(lines[at:run]))
        at = run
    return tuple(taken)

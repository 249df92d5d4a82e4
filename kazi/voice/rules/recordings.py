"""What has to be read aloud before a poll can be asked in calls, and what of it is there."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kazi.voice.rules.questionnaire import SILENT, Kind, Questionnaire

# Never said in a call: what is computed, and what a keypad cannot write.
UNHEARD: Final = SILENT | {Kind.TEXT}


@dataclass(frozen=True, slots=True)
class Prompt:
    """Words to be read aloud once.  `key` is a question's name, or `list/option` for a choice.

    `file` is the name of the recording in the form (media::audio), "" where it names none.
    `has_answer`: an answer stands in the middle of the words, so no recording can hold them.
    `shared`: words of ours that every poll says; recorded once, they serve all polls.
    """

    key: str
    words: str
    file: str = ""
    has_answer: bool = False
    shared: bool = False

    @property
    def sha256(self) -> str:
        return hash_of(self.words)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Hashes of the words that were read aloud, by language and key: for the poll, and for all polls."""

    own: Mapping[tuple[str, str], Collection[str]]
    shared: Mapping[tuple[str, str], Collection[str]] = field(default_factory=dict)

    def of(self, prompt: Prompt, language: str) -> Collection[str]:
        return (self.shared if prompt.shared else self.own).get((language, prompt.key), ())


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the recordings of one language are; a call may be made when nothing is missing."""

    language: str
    needed: int
    missing: tuple[Prompt, ...]
    outdated: tuple[Prompt, ...]

    @property
    def there(self) -> int:
        return self.needed - len(self.missing) - len(self.outdated)

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.outdated


def hash_of(words: str) -> str:
    """Return under which name a recording of these words is found."""
    return hashlib.sha256(words.encode()).hexdigest()


def prompts(questionnaire: Questionnaire, language: str, ours: Sequence[Prompt] = ()) -> tuple[Prompt, ...]:
    """Return everything that is said in one language, in the order of the poll, each once; then `ours`.

    Words that the poll does not have in this language are there with "": they are missing too.
    """
    return tuple({one.key: one for one in [*_prompts(questionnaire, language), *ours]}.values())


def _prompts(questionnaire: Questionnaire, language: str) -> Iterator[Prompt]:
    for question in questionnaire.questions():
        if question.kind in UNHEARD:
            continue
        words = question.label.get(language, "")
        yield Prompt(question.name, words, question.audio.get(language, ""), "${" in words)
        if hint := question.hint.get(language, ""):
            yield Prompt(f"{question.name}/hint", hint, has_answer="${" in hint)
        for option in questionnaire.options_of(question):
            label = option.label.get(language, "")
            key = f"{question.options}/{option.name}"
            yield Prompt(key, label, option.audio.get(language, ""), "${" in label)


def coverage(language: str, needed: Sequence[Prompt], recorded: Recorded) -> Coverage:
    """Return the report of one language, of the prompts that it needs."""
    missing, outdated = [], []
    for one in needed:
        there = recorded.of(one, language)
        if one.has_answer or not one.words or not there:
            missing.append(one)
        elif one.sha256 not in there:
            outdated.append(one)
    return Coverage(language, len(needed), tuple(missing), tuple(outdated))


def prompt_of_file(needed: Sequence[Prompt], language: str, name: str) -> Prompt | None:
    """Return the prompt whose recording a file is: by the form's name for it, or KEY.mp3, LIST-OPTION.mp3."""
    said = _plain(name)
    stem = said.rsplit(".", 1)[0]
    for one in needed:
        if said == _plain(one.file) or stem in {
            _plain(one.key).replace("/", "-"),
            f"{_plain(one.key).replace('/', '-')}.{language.lower()}",
        }:
            return one
    return None


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()

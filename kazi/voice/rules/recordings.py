"""What has to be read aloud before a poll can be asked in calls, and what of it is there."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kazi.voice.rules.questionnaire import SILENT, Questionnaire


@dataclass(frozen=True, slots=True)
class Prompt:
    """Words to be read aloud once.  `key` is a question's name, or `list/option` for a choice.

    `file` is the name of the recording in the form (media::audio), "" where it names none.
    `has_answer`: an answer stands in the middle of the words, so no recording can hold them.
    """

    key: str
    words: str
    file: str = ""
    has_answer: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()


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


def prompts(questionnaire: Questionnaire, language: str) -> tuple[Prompt, ...]:
    """Return everything that is said in one language, in the order of the poll, each once.

    Words that the poll does not have in this language are there with "": they are missing too.
    """
    return tuple({one.key: one for one in _prompts(questionnaire, language)}.values())


def _prompts(questionnaire: Questionnaire, language: str) -> Iterator[Prompt]:
    for question in questionnaire.questions():
        if question.kind in SILENT:
            continue
        words = question.label.get(language, "")
        yield Prompt(question.name, words, question.audio.get(language, ""), "${" in words)
        for option in questionnaire.options_of(question):
            label = option.label.get(language, "")
            key = f"{question.options}/{option.name}"
            yield Prompt(key, label, option.audio.get(language, ""), "${" in label)


def coverage(questionnaire: Questionnaire, recorded: Mapping[tuple[str, str], str]) -> tuple[Coverage, ...]:
    """Return the report of each language.  `recorded` is (language, key) to the hash of the words read."""
    found = []
    for language in questionnaire.languages:
        needed = prompts(questionnaire, language)
        missing = [
            one for one in needed if one.has_answer or not one.words or (language, one.key) not in recorded
        ]
        outdated = [one for one in needed if one not in missing and recorded[language, one.key] != one.sha256]
        found.append(Coverage(language, len(needed), tuple(missing), tuple(outdated)))
    return tuple(found)


def prompt_of_file(questionnaire: Questionnaire, language: str, name: str) -> Prompt | None:
    """Return the prompt whose recording a file is: by the form's name for it, or KEY.mp3, LIST-OPTION.mp3."""
    said = _plain(name)
    stem = said.rsplit(".", 1)[0]
    for one in prompts(questionnaire, language):
        if said == _plain(one.file) or stem in {
            _plain(one.key).replace("/", "-"),
            f"{_plain(one.key).replace('/', '-')}.{language.lower()}",
        }:
            return one
    return None


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()

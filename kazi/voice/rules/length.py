"""What words cost on a phone: SMS are paid by the segment, and USSD ends after one screen.

Source: 3GPP TS 23.038, section 6.2.1 (the GSM 7 bit alphabet and its extension), TS 23.040 (joined messages).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kazi.voice.rules.questionnaire import CHOOSING, SILENT, Question, Questionnaire, words

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")  # Two places each.
SCREEN: Final = 160  # Of USSD, in the GSM alphabet; half of it in every other script.
SCREEN_OTHER: Final = 70


@dataclass(frozen=True, slots=True)
class Length:
    """`places` are septets of the GSM alphabet, or 16 bit units where a letter is not in it (`is_gsm`)."""

    places: int
    is_gsm: bool
    segments: int

    @property
    def fits_screen(self) -> bool:
        return self.places <= (SCREEN if self.is_gsm else SCREEN_OTHER)


def length_of(text: str) -> Length:
    """Return what a text costs as SMS: 160 and 153 places for each segment, 70 and 67 in other scripts."""
    if all(letter in _BASIC or letter in _EXTENDED for letter in text):
        places = len(text) + sum(letter in _EXTENDED for letter in text)
        return Length(places, is_gsm=True, segments=_segments(places, 160, 153))
    places = len(text.encode("utf-16-le")) // 2
    return Length(places, is_gsm=False, segments=_segments(places, 70, 67))


def _segments(places: int, alone: int, joined: int) -> int:
    if places <= alone:
        return 1 if places else 0
    return -(-places // joined)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one person's whole poll costs to send in one language, all questions asked."""

    language: str
    segments: int
    is_gsm: bool
    too_long: tuple[tuple[str, int], ...]  # (name of the question, places), those that pass a USSD screen.


def message_of(questionnaire: Questionnaire, question: Question, language: str) -> str:
    """Return a question as one message: its words, then its numbered choices."""
    lines = [words(question.label, language, questionnaire.languages)]
    if question.kind in CHOOSING:
        for number, option in enumerate(questionnaire.options_of(question), start=1):
            lines.append(f"{number}. {words(option.label, language, questionnaire.languages)}")
    return "\n".join(lines)


def costs(questionnaire: Questionnaire) -> tuple[Cost, ...]:
    """Return the cost in each language of the poll."""
    found = []
    for language in questionnaire.languages:
        lengths = {
            one.name: length_of(message_of(questionnaire, one, language))
            for one in questionnaire.questions()
            if one.kind not in SILENT
        }
        found.append(
            Cost(
                language,
                segments=sum(one.segments for one in lengths.values()),
                is_gsm=all(one.is_gsm for one in lengths.values()),
                too_long=tuple((name, one.places) for name, one in lengths.items() if not one.fits_screen),
            )
        )
    return tuple(found)

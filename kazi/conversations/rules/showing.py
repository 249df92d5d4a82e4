"""How a question looks on a small screen, in a message, as buttons, or sounds in a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kazi.channels.rules.wire import Choice, Medium, Said, Spoken
from kazi.conversations.rules.screens import plain_ends, screens
from kazi.conversations.rules.scripts import Ask, Kind, pick
from kazi.conversations.rules.understanding import (
    KEYS_ON_A_PAGE,
    PRESSED,
    ROWS_OF_A_LIST,
    Spot,
    mark,
)

Phrase = Callable[..., str]  # A sentence of the room by its name, in the language of the talk.
_ON_A_BUTTON = 20  # Letters; what is longer stands in the text, numbered.


def show(
    ask: Ask,
    spot: Spot,
    language: str,
    medium: Medium,
    phrase: Phrase,
    before: Sequence[Spoken],
) -> Said:
    """Say a question, after what is told `before` it."""
    if medium is Medium.VOICE:
        return _spoken(ask, spot, language, phrase, before)
    words = pick(ask.words, language)
    prose = "\n".join(one for one in (*(note.text for note in before), words) if one)
    if medium in PRESSED:
        # A message needs words: the choice of a language has none but the choices.
        prose = prose or " · ".join(pick(one.words, language) for one in ask.options)
        said = _pressed(ask, spot, language, medium, phrase, prose)
        if medium is Medium.WEB:  # Whoever does not read may hear it.
            heard = (words, *(one.label for one in said.choices))
            return replace(said, spoken=(*before, *(Spoken(one) for one in heard if one)))
        return said
    lines = menu(ask, language, phrase)
    if medium is Medium.USSD:
        shown = screens(
            plain_ends(prose), [plain_ends(one) for one in lines], f"0. {plain_ends(phrase('more'))}"
        )
        return Said(shown[spot.page % len(shown)], language, waits=True)
    return Said("\n".join([prose, *lines]).strip(), language, waits=True)


def menu(ask: Ask, language: str, phrase: Phrase) -> list[str]:
    """Return the numbered lines below a question, and what else may be answered."""
    lines = [f"{n}. {pick(one.words, language)}" for n, one in enumerate(ask.options, 1)]
    if ask.kind is Kind.SEVERAL:
        lines.append(phrase("several"))
    if ask.kind is Kind.ACKNOWLEDGE:
        lines.append("1. OK")
    if ask.optional:
        lines.append(f"00. {phrase('skip')}" if ask.options else phrase("or_skip"))
    return lines


def is_paged(ask: Ask, language: str, medium: Medium, phrase: Phrase, before: Sequence[str]) -> bool:
    """Say whether "more" leads anywhere."""
    if medium is Medium.USSD:
        prose = "\n".join(one for one in (*before, pick(ask.words, language)) if one)
        lines = [plain_ends(one) for one in menu(ask, language, phrase)]
        return len(screens(plain_ends(prose), lines, f"0. {plain_ends(phrase('more'))}")) > 1
    if medium is Medium.WHATSAPP:  # Rows that end or skip take the place of options.
        extra = (ask.kind is Kind.SEVERAL) + ask.optional
        return len(ask.options) > ROWS_OF_A_LIST + 1 - extra
    return len(ask.options) > ROWS_OF_A_LIST and medium is Medium.VOICE


def _pressed(ask: Ask, spot: Spot, language: str, medium: Medium, phrase: Phrase, prose: str) -> Said:
    whose = mark(ask.id)
    numbered = [(n, one, pick(one.words, language)) for n, one in enumerate(ask.options, 1)]
    left = [row for row in numbered if row[1].code not in spot.chosen]
    extra = []
    if ask.kind is Kind.SEVERAL:
        chosen = [words for _n, one, words in numbered if one.code in spot.chosen]
        if chosen:
            prose += "\n" + "\n".join(f"✓ {words}" for words in chosen)
        elif medium is not Medium.WEB:
            prose += "\n" + phrase("several")
        extra.append(Choice(f"{whose}:end", phrase("that_is_all") if chosen else phrase("none")))
    if ask.kind is Kind.ACKNOWLEDGE:
        extra.append(Choice(f"{whose}:1", "OK"))
    if ask.optional:
        extra.append(Choice(f"{whose}:skip", phrase("skip")))
    if medium is Medium.WHATSAPP:
        rows = 10 - len(extra)
        if len(left) > rows:
            rows -= 1
            pages = -(-len(left) // rows)
            start = spot.page % pages * rows
            extra.insert(0, Choice(f"{whose}:more", phrase("more")))
            left = left[start : start + rows]
    if medium is not Medium.WEB and any(len(words) > _ON_A_BUTTON for _n, _one, words in left):
        prose += "\n" + "\n".join(f"{n}. {words}" for n, _one, words in left)
    labels = [words if medium is Medium.WEB else f"{n}. {words}" for n, _one, words in left]
    choices = [Choice(f"{whose}:{row[0]}", label) for row, label in zip(left, labels, strict=True)]
    return Said(prose.strip(), language, choices=(*choices, *extra), waits=True)


def _spoken(ask: Ask, spot: Spot, language: str, phrase: Phrase, before: Sequence[Spoken]) -> Said:
    """Read the question and what to press."""
    asked = [*before, *([Spoken(words)] if (words := pick(ask.words, language)) else [])]
    lines: list[Spoken] = []
    digits = 1
    if ask.kind is Kind.ONE:
        pages = len(ask.options) > ROWS_OF_A_LIST
        count = KEYS_ON_A_PAGE if pages else ROWS_OF_A_LIST
        start = spot.page % -(-len(ask.options) // count) * count if pages else 0
        for key, option in enumerate(ask.options[start : start + count], 1):
            tongue, label = option.language, pick(option.words, option.language or language)
            line = phrase("press", tongue=tongue, label=label, key=key)
            # Of a recording there are two parts: the label, and the key, which every poll needs.
            lines.append(Spoken(line, ((label, phrase("press_key", tongue=tongue, key=key)),), tongue))
        if pages:
            lines.append(Spoken(phrase("press_more")))
    elif ask.kind is Kind.SEVERAL:
        option = ask.options[min(spot.at, len(ask.options) - 1)]
        asked = asked if spot.at == 0 else [*before]
        lines = [Spoken(pick(option.words, language)), Spoken(phrase("press_yes_no"))]
    elif ask.kind is Kind.ACKNOWLEDGE:
        lines.append(Spoken(phrase("press_any")))
    else:
        digits = 0
        lines.append(Spoken(phrase("press_hash")))
    if ask.optional:
        lines.append(Spoken(phrase("press_skip_star" if digits == 0 else "press_skip")))
    spoken = (*asked, *lines)
    text = " ".join(one.text for one in spoken)
    return Said(text, language, waits=True, digits=digits, spoken=spoken)

"""What a call says beside a poll's own words: keys to press, consent, thanks.  They are read aloud too.

Where the site has no words of its own in a language these stand in English, and whoever reads them aloud
says them in the language of the poll.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kazi.conversations.phrases import phrase
from kazi.conversations.rules.stages import OWN_NAMES
from kazi.conversations.rules.understanding import KEYS_ON_A_PAGE, ROWS_OF_A_LIST
from kazi.voice import saying
from kazi.voice.rules.garbling import G
from kazi.voice.rules.questionnaire import ASKED, CHOOSING, Group, Kind, Question, Questionnaire, walk
from kazi.voice.rules.recordings import UNHEARD, Prompt, prompts

OURS = "kazi"  # The first part of the key of such a prompt, and of the name of its file.
_ALWAYS = (
    "yes", "no", "again_call", "thanks", "pause", "nothing", "declined", "restart", "started"
)  # fmt: skip
_shared = partial(Prompt, shared=True)
_BY_NUMBER = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME})


def every_prompt(asks: Questionnaire, language: str, asker: str) -> tuple[Prompt, ...]:
    """Return all that calls say in one language: the poll's words, then ours.  `asker` is who asks."""
    return prompts(asks, language, tuple(_ours(asks, language, asker)))


def _ours(asks: Questionnaire, language: str, asker: str) -> Iterator[Prompt]:
    heard = [one for one in asks.questions() if one.kind not in UNHEARD]
    count = sum(1 for one in asks.questions() if one.kind in ASKED)
    yield Prompt(f"{OURS}/consent", saying.consent(asker, count, language))
    for name in _ALWAYS:
        yield _shared(f"{OURS}/{name.replace('_', '-')}", phrase(name, language))
    yield _shared(f"{OURS}/closed", saying.closed(language))
    if len(asks.languages) > 1:
        yield _shared(f"{OURS}/language", OWN_NAMES.get(language, language))
    for key in range(1, _most_keys(asks, heard) + 1):
        yield _shared(f"{OURS}/press-{key}", phrase("press_key", language, key=key))
    for name in _how_to_press(asks, heard):
        yield _shared(f"{OURS}/{name.replace('_', '-')}", phrase(name, language))
    if any(one.garbled for one in heard):
        yield _shared(f"{OURS}/protected", saying.protected(language, G))
    for kind in (Kind.DATE, Kind.TIME):
        if any(one.kind == kind for one in heard):
            yield _shared(f"{OURS}/{kind.value}", saying.how_to_write(kind, language))
    places = [len(asks.options_of(one)) for one in heard if one.kind == Kind.RANK]
    for number in range(1, max(places, default=0) + 1):
        yield _shared(f"{OURS}/place-{number}", saying.place(number, language))
    for item, _around in walk(asks.items):
        if isinstance(item, Group) and item.repeats and not item.count:
            words = item.label.get(language, "")
            more = saying.one_more(words, language)
            yield Prompt(f"{item.name}/more", more, has_answer="${" in words)


def _most_keys(asks: Questionnaire, heard: list[Question]) -> int:
    menus = [len(asks.options_of(one)) for one in heard if one.kind in {Kind.ONE, Kind.RANK}]
    longest = max([2, len(asks.languages), *menus])
    return longest if longest <= ROWS_OF_A_LIST else KEYS_ON_A_PAGE


def _how_to_press(asks: Questionnaire, heard: list[Question]) -> Iterator[str]:
    kinds = {one.kind for one in heard}
    if any(len(asks.options_of(one)) > ROWS_OF_A_LIST for one in heard):
        yield "press_more"
    if Kind.SEVERAL in kinds:
        yield "press_yes_no"
    if Kind.ACKNOWLEDGE in kinds:
        yield "press_any"
    if kinds & _BY_NUMBER:
        yield "press_hash"
    may_skip = {one.kind for one in heard if one.required != "true()"}
    if may_skip & (CHOOSING | {Kind.ACKNOWLEDGE}):
        yield "press_skip"
    if may_skip & _BY_NUMBER:
        yield "press_skip_star"

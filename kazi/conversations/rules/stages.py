"""What the engine itself asks, before and around a script: language, consent, whether it is safe, erasing."""

from __future__ import annotations

from kazi.conversations.rules.scripts import Ask, Kind, Option, Value
from kazi.conversations.rules.turns import Turn

# Each language's own name for itself: whoever chooses reads no other.
OWN_NAMES = {
    "en": "English", "fr": "Français", "es": "Español", "sw": "Kiswahili", "hi": "हिन्दी", "bn": "বাংলা",
    "km": "ភាសាខ្មែរ", "ar": "العربية", "ht": "Kreyòl", "lg": "Luganda", "am": "አማርኛ", "pt": "Português",
    "ur": "اردو", "ta": "தமிழ்", "my": "မြန်မာ", "ne": "नेपाली", "vi": "Tiếng Việt", "id": "Indonesia",
}  # fmt: skip


def question(turn: Turn) -> Ask:
    """Return what is asked at the stage where the talk stands."""
    place = turn.place
    if place.stage == "language":
        names = [
            Option(code, {code: name, "en": name}, code)
            for code in turn.line.languages
            for name in [OWN_NAMES.get(code, code)]
        ]
        return Ask("language", Kind.ONE, {}, names)
    language = turn.speaks
    both = [Option(code, {language: turn.phrase(code)}) for code in ("yes", "no")]
    if place.stage == "consent" and (consent := turn.script().consent(place.state)) is not None:
        return Ask("consent", Kind.ONE, consent.words, both)
    return Ask(place.stage, Kind.ONE, {language: turn.phrase(place.stage)}, both)


def settle(turn: Turn, value: Value) -> None:  # noqa: PLR0912 -- one for each stage.
    """Take the answer to what was asked at this stage."""
    place, stage = turn.place, turn.place.stage
    place.stage = ""
    place.fresh()
    is_yes = value == "yes"
    if stage == "language":
        place.language = str(value)
    elif stage == "consent":
        consent = turn.script().consent(place.state)
        if consent is not None:
            turn.out.decided = (consent.purpose, consent.version, is_yes)
        if is_yes:
            place.agreed = True
        else:
            turn.part().ended = "declined"
            place.leave()
            turn.end("declined")
    elif stage == "safe":
        place.safe = is_yes
        if not is_yes:
            turn.end("later")
    elif stage == "erase":
        if is_yes:
            turn.out.wants.add("erase")
            if place.script:
                turn.part().ended = "erased"
            place.leave()
        turn.end("erased" if is_yes else "not_erased")
    elif stage == "restart":
        if is_yes:
            turn.restart()
        else:
            turn.end("thanks")


def wants_consent(turn: Turn) -> bool:
    """Stand at the question of consent if the script needs it and it was not given in this version."""
    place = turn.place
    consent = turn.script().consent(place.state)
    if consent is None or turn.know.consented(consent.purpose, consent.version):
        place.agreed = True
        return False
    place.stage = "consent"
    return True

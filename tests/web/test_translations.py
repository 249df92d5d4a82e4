from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from kazi.accounts.actors import Actor
from kazi.care.rules.needs import NEEDS
from kazi.cli.catalogue import words_of_template
from kazi.conversations.phrases import PHRASES
from kazi.kernel.words import Fault
from kazi.web.templatetags.words import in_words, time_spent
from tests.makers import log_in

CATALOGUES = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"))
OURS = [
    *("web/templates/web/base.html", "web/templates/web/worker.html"),
    *(f"work/templates/work/{name}.html" for name in ("_task", "_answer_field", "_ways_out", "nothing_left")),
]
# What somebody reads who needs help, complains, or answers by web or message, whether signed in or not.
OF_VOICE_AND_CARE = [
    *(
        f"care/templates/care/{name}.html"
        for name in (
            *("_about", "_card", "_exit", "consent", "directory", "found", "helpline", "mine", "my_case"),
            *("need", "open", "slip", "tell", "told", "unmet"),
        )
    ),
    "care/templates/care/counted.html",
    "care/templates/care/slip.html",
    "conversations/templates/conversations/talk.html",
    "voice/templates/voice/published_polls.html",
]
# The labels of their forms, and what a poll says of itself: consent, protection, reasons, results.
IN_PYTHON = [
    "accounts/pacing.py", "care/forms/cases.py", "care/forms/referrals.py", "voice/rules/garbling.py",
    "voice/saying.py", "voice/services/telling_back.py", "voice/talking/offering.py",
    "voice/rules/asking/checking.py",
]  # fmt: skip
MARKS = {"_": None, "N_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\([a-z_]+\)s|%%")


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_keeps_the_places_that_are_filled_in(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file)
    wrong = []
    for message in catalogue:
        wanted = {place for text in forms(message.id) for place in PLACE.findall(text)} - {"%%"}
        for said in forms(message.string) if message.id and message.string else []:
            found = set(PLACE.findall(said)) - {"%%"}
            # A plural form may say "one minute" without a number, never name a place that is not there.
            is_wrong = found - wanted if isinstance(message.id, tuple) else found != wanted
            wrong += [said] if is_wrong else []
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_is_that_of_the_source(path: Path) -> None:
    with path.open("rb") as source, path.with_suffix(".mo").open("rb") as compiled:
        done = [m for m in read_po(source) if m.id and any(forms(m.string)) and not m.fuzzy]
        said = {forms(message.id)[0]: forms(message.string) for message in done}
        assert said == {
            forms(message.id)[0]: forms(message.string) for message in read_mo(compiled) if message.id
        }


@pytest.mark.parametrize("code", ["ar", "sw"])
def test_a_worker_reads_nothing_of_ours_in_english(worker: Actor, project: object, code: str) -> None:
    client = log_in(worker)
    client.cookies["django_language"] = code
    english = set()
    for path in OURS:
        with (settings.BASE_DIR / "kazi" / path).open("rb") as file:
            english |= {text for *_, texts, _ in words_of_template(file, (), (), {}) for text in forms(texts)}
    with translation.override("en"):
        for address in ("/my/work", "/my/work/next"):
            page = client.get(address).content.decode()
            words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "\n", page))
            left = {text for text in english if len(text) > 8 and text in words and "%" not in text}
            assert left == set()


@pytest.mark.parametrize("code", ["ar", "sw"])
def test_who_answers_or_needs_help_reads_nothing_in_english(code: str) -> None:
    english = set(PHRASES.values()) | {str(need.name) for need in NEEDS.values()}
    for path in OF_VOICE_AND_CARE:
        with (settings.BASE_DIR / "kazi" / path).open("rb") as file:
            english |= {forms(texts)[0] for *_, texts, _ in words_of_template(file, (), (), {})}
    for path in IN_PYTHON:
        with (settings.BASE_DIR / "kazi" / path).open("rb") as file:
            found = {forms(texts)[0] for _, texts, *_ in extract("python", file, keywords=MARKS)}
        assert found, path
        english |= found
    po = next(path for path in CATALOGUES if path.parts[-3] == code)
    with po.open("rb") as file:
        said = {forms(one.id)[0] for one in read_po(file) if one.id and all(forms(one.string))}
    assert english - said == set()


def test_faults_and_times_are_said_in_the_readers_language() -> None:
    with translation.override("sw"):
        assert in_words(Fault("Choose at least %(count)s.", {"count": 2})) == "Chagua angalau 2."
        assert time_spent(4000) == "saa 1 na dakika 6"
    with translation.override("en"):
        assert (time_spent(59), time_spent(60)) == ("59 seconds", "1 minute")

"""What people type is understood, whatever script or word they use; and screens hold what they show."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kazi.channels.rules.wire import Event, Medium
from kazi.conversations.rules import numerals
from kazi.conversations.rules.commands import Command, find
from kazi.conversations.rules.neutral import is_neutral
from kazi.conversations.rules.screens import is_gsm, places, screens
from kazi.conversations.rules.scripts import (
    Ask,
    Consent,
    Done,
    HandOver,
    Kind,
    Option,
    State,
    Value,
    register,
)
from kazi.conversations.rules.understanding import Sign, Spot, Understood, mark, understand
from kazi.conversations.scripts.listed import Item, Listed
from tests.conversations.talks import Known, Phone

YES_NO = [Option("yes", {"en": "Yes", "sw": "Ndiyo"}), Option("no", {"en": "No", "sw": "Hapana"})]
DIGITS = [
    "0123456789",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "០១២៣៤៥៦៧៨៩",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "０１２３４５６７８９",
]


@given(some.integers(-(10**12), 10**12), some.sampled_from(DIGITS))
def test_a_number_is_the_same_in_the_digits_of_any_script(number: int, digits: str) -> None:
    typed = str(number).translate(str.maketrans("0123456789", digits))
    assert numerals.whole(f" \u200f{typed} ") == str(number)


@given(
    some.dates(date(1000, 1, 1)),
    some.sampled_from(DIGITS),
    some.sampled_from(["{d}/{m}/{y}", "{y}-{m}-{d}", "{d:02}{m:02}{y}", "{d}. {m}. {y}"]),
)
def test_a_day_is_the_same_in_the_ways_people_write_it(day: date, digits: str, form: str) -> None:
    typed = form.format(d=day.day, m=day.month, y=day.year).translate(str.maketrans("0123456789", digits))
    assert numerals.day(typed) == day.isoformat()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3.5", "3.5"),
        ("3,5", "3.5"),
        ("3*5", "3.5"),
        ("1,234.50", "1234.5"),
        ("1.234,5", "1234.5"),
        ("٣٫٥", "3.5"),
        ("-0.0", "0"),
        ("07", "7"),
        ("1.2.3", "123"),
    ],
)
def test_a_point_is_a_comma_is_a_star(typed: str, number: str) -> None:
    assert numerals.decimal(typed) == number


@pytest.mark.parametrize("typed", ["", "twelve", "1 2", "12x", "9" * 40, "1e5", "NaN", "٫"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert numerals.whole(typed) is None
    assert numerals.decimal(typed) is None or typed == "1 2"


@given(some.text(max_size=80))
def test_nothing_that_is_typed_breaks_the_understanding(text: str) -> None:
    options = [Option(str(n), {"en": f"Choice {n}"}) for n in range(12)]
    for kind in Kind:
        for medium in Medium:
            understand(Ask("q", kind, {"en": "?"}, options), text, medium, Spot(), "en")
    numerals.whole(text), numerals.decimal(text), numerals.day(text), find(text)


@pytest.mark.parametrize(
    ("word", "command"),
    [
        ("STOP", Command.STOP),
        ("stop.", Command.STOP),
        ("  Unsubscribe ", Command.STOP),
        ("acha", Command.STOP),
        ("रोकें", Command.STOP),
        ("বন্ধ", Command.STOP),
        ("ឈប់", Command.STOP),
        ("قف", Command.STOP),
        ("\u200fتوقف\u200f", Command.STOP),
        ("ARRÊT", Command.STOP),
        ("arret", Command.STOP),
        ("Parar!", Command.STOP),
        ("anza", Command.START),
        ("شروع", None),
        ("shuru", Command.START),
        ("démarrer", Command.START),
        ("msaada", Command.HELP),
        ("Ayuda", Command.HELP),
        ("?", Command.HELP),
        ("my data", Command.DATA),
        ("mis datos", Command.DATA),
        ("futa", Command.DELETE),
        ("মুছুন", Command.DELETE),
        ("لا", None),
        ("stop the overtime", None),
        ("no", None),
        ("1", None),
    ],
)
def test_words_that_always_work_are_known_in_eight_languages_and_only_alone(
    word: str, command: Command | None
) -> None:
    assert find(word) is command


@given(
    some.text(max_size=400).filter(lambda text: "0. More" not in text),
    some.lists(some.text(min_size=1, max_size=120).filter(str.strip), max_size=14),
)
def test_every_screen_fits_and_nothing_is_lost(prose: str, lines: list[str]) -> None:
    shown = screens(prose, lines, "0. More")
    for one in shown:
        assert places(one, is_gsm(one)) <= (160 if is_gsm(one) else 70)
    if len(shown) > 1:
        whole = "".join("".join(shown).replace("0. More", "").split())
        assert whole == "".join("".join([prose, *lines]).split())


@pytest.mark.parametrize("typed", ["1 3", "3,1", "13", "1 and 3"[:1] + " 3", "१ ३", "1.3", "1+3", "3 1 3"])
def test_several_may_be_typed_in_any_way(typed: str) -> None:
    options = [Option(code, {"en": code.title()}) for code in ("a", "b", "c", "d")]
    asked = Ask("q", Kind.SEVERAL, {"en": "?"}, options)
    assert understand(asked, typed, Medium.SMS, Spot(), "en") == Understood(["a", "c"])


def test_the_place_in_the_menu_wins_over_a_choice_that_is_called_so() -> None:
    asked = Ask("q", Kind.ONE, {"en": "How many?"}, [Option("n3", {"en": "3"}), Option("n1", {"en": "1"})])
    assert understand(asked, "1", Medium.SMS, Spot(), "en") == Understood("n3")
    assert understand(asked, f"{mark('q')}:2", Medium.WHATSAPP, Spot(), "en") == Understood("n1")
    assert understand(asked, f"{mark('before')}:2", Medium.WHATSAPP, Spot(), "en") is Sign.STALE
    assert understand(asked, "3", Medium.SMS, Spot(), "en") is None


def talk(items: list[Item], medium: Medium = Medium.SMS, **more: object) -> Phone:
    register("t", Listed("t", items, **more))  # type: ignore[arg-type]
    phone = Phone(medium, Known(usual=("t", {})))
    phone.open()
    return phone


FEEL = Item(Ask("feel", Kind.ONE, {"en": "Well?", "sw": "Vizuri?"}, YES_NO))
MORE = Item(Ask("more", Kind.TEXT, {"en": "More?"}, optional=True))


def test_after_three_times_asked_again_it_stops_and_can_go_on_later() -> None:
    phone = talk([FEEL])
    for _ in range(3):
        phone.send("perhaps")
        assert phone.last.startswith("Please answer with a number from 1 to 2.\nWell?")
    phone.send("perhaps")
    assert phone.last == "We stop here for now. Come back at any time to go on."
    phone.send("2")
    assert phone.stored == {"feel": "no"}


def test_an_optional_question_that_is_not_understood_is_skipped_in_the_end() -> None:
    phone = talk([Item(Ask("n", Kind.NUMBER, {"en": "How many?"}, optional=True)), FEEL])
    for _ in range(4):
        phone.send("many")
    assert phone.stored == {"n": None}
    assert "Well?" in phone.last


def test_a_check_asks_again_with_its_reason() -> None:
    def young(value: Value, language: str) -> str:
        return "" if int(str(value)) >= 15 else f"At least 15 ({language})."

    phone = talk([Item(Ask("age", Kind.NUMBER, {"en": "Age?"}, check=young))])
    phone.send("9")
    assert phone.last == "At least 15 (en).\nAge?"
    phone.send("19")
    assert phone.stored == {"age": "19"}


def test_what_is_sealed_is_changed_once_before_anybody_sees_it() -> None:
    flips = []

    def flip(value: Value) -> Value:
        flips.append(value)
        return "yes"

    phone = talk([Item(Ask("hit", Kind.ONE, {"en": "?"}, YES_NO, seal=flip)), FEEL])
    phone.send("2")
    assert phone.stored == {"hit": "yes"}
    assert phone.place.state == {"answers": {"hit": "yes"}}
    assert flips == ["no"]


def test_stop_is_heard_before_all_else_and_then_nothing_is_sent_until_start() -> None:
    phone = talk([FEEL])
    phone.send("عفوا")
    phone.send("قف")
    assert phone.last.startswith("You will get no more messages.")
    assert phone.ended == ["stopped"]
    assert phone.send("hello?") is None
    assert phone.send("1") is None
    phone.send("START")
    assert "Welcome back." in phone.last
    assert phone.wants == {"stop", "start"}


def test_back_leads_to_the_question_before() -> None:
    phone = talk([FEEL, MORE])
    phone.send("1")
    phone.send("BACK")
    assert "Well?" in phone.last
    phone.send("2")
    assert phone.path == ["feel", "feel"]
    assert phone.stored == {"feel": "no"}


def test_the_language_is_chosen_first_each_by_its_own_name_and_can_be_changed() -> None:
    register("t", Listed("t", [FEEL]))
    phone = Phone(Medium.SMS, Known(usual=("t", {})), ("en", "sw", "ar"))
    phone.open()
    assert phone.last == "1. English\n2. Kiswahili\n3. العربية"
    phone.send("Kiswahili")
    assert phone.last == "Vizuri?\n1. Ndiyo\n2. Hapana"
    phone.send("lugha")
    phone.send("1")
    assert "Well?" in phone.last
    phone.send("Yes")
    assert phone.stored == {"feel": "yes"}


def test_consent_is_asked_for_each_purpose_and_version_and_no_is_no() -> None:
    consent = Consent("poll", 2, {"en": "Do you agree?"})
    phone = talk([FEEL], consent=consent)
    assert "Do you agree?" in phone.last
    phone.send("2")
    assert phone.ended == ["declined"]
    assert phone.stored == {}
    known = Known(usual=("t", {}), agreed={("poll", 1)})
    again = Phone(Medium.SMS, known)
    again.open()
    assert "Do you agree?" in again.last  # Agreeing to the first version is not agreeing to the second.
    again.send("1")
    assert known.agreed == {("poll", 1), ("poll", 2)}


def test_private_questions_wait_until_it_is_safe_where_messages_stay_on_the_phone() -> None:
    private = Item(Ask("hurt", Kind.ONE, {"en": "Has anybody been violent to you?"}, YES_NO, sensitive=True))
    for medium, waits in (
        (Medium.SMS, True),
        (Medium.WHATSAPP, True),
        (Medium.USSD, False),
        (Medium.VOICE, False),
    ):
        phone = talk([private], medium)
        assert ("Is it safe" in phone.last) is waits
        if waits:
            phone.send("2")
            assert phone.last == "Good. Write to us when it suits you."
            assert all(is_neutral(one.text) for one in phone.said)
            phone.send("hello")
            phone.send("1")
        assert "violent" in phone.last


def test_the_last_screen_tells_nothing() -> None:
    for thanks, last in (
        ("Thanks for telling of violence.", "Thank you. Goodbye."),
        ("Till next time.", "Till next time."),
    ):
        phone = talk([FEEL], Medium.USSD, thanks={"en": thanks})
        phone.send("1")
        assert phone.last == last


def test_a_machine_that_answers_hears_nothing_and_loses_nothing() -> None:
    register("t", Listed("t", [FEEL]))
    phone = Phone(Medium.VOICE, Known(usual=("t", {})))
    phone.send(event=Event.OPENED, machine=True)
    assert phone.last == "Thank you. Goodbye."
    assert phone.place.script == ""
    phone.open()
    assert "Well?" in phone.last


def test_a_missed_call_is_called_back_and_says_nothing() -> None:
    phone = Phone(Medium.VOICE, Known())
    assert phone.send(event=Event.MISSED) is None
    assert phone.wants == {"call back"}


class Handing(Listed):
    """Goes over to another script after its first question."""

    def move(self, state: State) -> Ask | Done | HandOver:
        found = super().move(state)
        return HandOver("other", {}) if isinstance(found, Done) else found  # type: ignore[return-value]


def test_a_script_may_hand_the_talk_over_and_the_answers_stay_apart() -> None:
    register("first", Handing("first", [FEEL]))
    register("other", Listed("other", [MORE]))
    phone = Phone(Medium.SMS, Known(usual=("first", {})))
    phone.open()
    phone.send("1")
    assert "More?" in phone.last
    assert phone.ended == ["done"]
    phone.send("SKIP")
    assert phone.ended == ["done", "done"]


def test_a_word_on_a_card_begins_its_script_and_once_is_once() -> None:
    register("t", Listed("t", [FEEL]))
    known = Known(words={"k7x2": ("t", {})})
    phone = Phone(Medium.SMS, known)
    phone.send("K7X2")
    phone.send("1")
    phone.send("k7x2")
    assert phone.last == "Thank you. There is nothing to ask you now."


def test_what_is_kept_is_told_and_erased_by_phone() -> None:
    phone = talk([FEEL])
    phone.send("MY DATA")
    assert phone.last.startswith("Kept: your language, 3 answers and 1 decisions")
    assert "Well?" in phone.last
    phone.send("DELETE")
    phone.send("2")
    assert phone.last == "Nothing was erased."
    phone.send("futa")
    phone.send("1")
    assert (phone.last, phone.wants, phone.ended) == ("It is erased.", {"erase"}, ["erased"])

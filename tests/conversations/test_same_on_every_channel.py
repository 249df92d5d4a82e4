"""The law of the room: the same answers on six media give the same record and the same way through."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from kazi.channels.rules.wire import Medium
from kazi.conversations.rules.screens import is_gsm, places
from kazi.conversations.rules.scripts import Ask, Kind, Option, Tell, Value, register
from kazi.conversations.scripts.listed import Item, Listed
from tests.conversations.talks import SIX, Known, Phone

WORDS = some.sampled_from(
    ["Yes", "Ndiyo", "नहीं", "ទេ", "نعم", "A very long choice that fills a line or two", "5", "x" * 90]
)
KINDS = [Kind.ONE, Kind.SEVERAL, Kind.NUMBER, Kind.DECIMAL, Kind.DATE, Kind.ACKNOWLEDGE]


@some.composite
def talks(draw: some.DrawFn) -> tuple[list[Item], dict[str, Value]]:
    """A list of questions, some only after a certain answer, and what one person answers to each."""
    items: list[Item] = []
    answers: dict[str, Value] = {}
    for number in range(draw(some.integers(1, 5))):
        name = f"q{number}"
        kind = draw(some.sampled_from(KINDS))
        count = draw(some.integers(1, 12)) if kind in {Kind.ONE, Kind.SEVERAL} else 0
        options = [
            Option(f"c{n}", {"en": draw(WORDS) + f" {'abcdefghijklmnopqrstuvwxyz'[n]}"}) for n in range(count)
        ]
        text = draw(some.sampled_from(["How?", "كم؟ " * 30, "A question " * 25]))
        if draw(some.booleans()):
            items.append(
                Item(Tell(f"t{number}", {"en": draw(some.sampled_from(["Note.", "A long note. " * 20]))}))
            )
        optional = draw(some.booleans())
        ask = Ask(name, kind, {"en": text}, options, optional=optional, sensitive=draw(some.booleans()))
        items.append(Item(ask, _rule(draw, answers)))
        answers[name] = draw(_value(ask))
    return items, answers


def _rule(draw: some.DrawFn, answers: dict[str, Value]) -> Any:
    if not answers or draw(some.booleans()):
        return None
    name = draw(some.sampled_from(sorted(answers)))
    wanted = answers[name] if draw(some.booleans()) else "nobody says this"
    return lambda so_far: so_far.get(name) == wanted


def _value(ask: Ask) -> some.SearchStrategy[Value]:
    codes = [option.code for option in ask.options]
    real: some.SearchStrategy[Any] = {
        Kind.ONE: some.sampled_from(codes or [""]),
        Kind.SEVERAL: some.lists(some.sampled_from(codes or [""]), unique=True).map(sorted_like(codes)),
        Kind.NUMBER: some.integers(0, 10**6).map(str),
        Kind.DECIMAL: some.decimals(0, 1000, places=1).map(lambda number: f"{number.normalize():f}"),
        Kind.DATE: some.dates().filter(lambda day: day.year > 999).map(lambda day: day.isoformat()),
        Kind.ACKNOWLEDGE: some.just("ok"),
    }[ask.kind]
    return some.one_of(some.none(), real) if ask.optional else real


def sorted_like(codes: list[str]) -> Any:
    return lambda chosen: [code for code in codes if code in chosen]


def hold(medium: Medium, items: list[Item], answers: dict[str, Value]) -> Phone:
    """Hold the talk to its end on one medium and return the phone."""
    by_name = {item.what.id: item.what for item in items}
    phone = Phone(medium, Known(usual=("law", {})))
    phone.open()
    for _ in range(200):
        if phone.ended:
            break
        if phone.place.stage == "safe":
            phone.send("1")
            continue
        standing = Listed("law", items).move(phone.place.state)
        what = by_name[getattr(standing, "id", "")]
        if isinstance(what, Ask):
            phone.answer(what, answers[what.id])
        else:
            phone.send("1")
    return phone


@given(talks())
@settings(max_examples=40)
def test_the_same_answers_give_the_same_record_and_the_same_way(
    talk: tuple[list[Item], dict[str, Value]],
) -> None:
    items, answers = talk
    register("law", Listed("law", items))
    first, *others = [hold(medium, items, answers) for medium in SIX]
    assert first.ended == ["done"]
    for other in others:
        assert (other.stored, other.path, other.ended) == (first.stored, first.path, first.ended)
    assert all(first.stored[name] == answers[name] for name in first.stored)
    for said in first.said:  # USSD: what does not fit on the screen is not seen.
        assert places(said.text, is_gsm(said.text)) <= (160 if is_gsm(said.text) else 70)


def test_a_note_that_stood_last_on_one_phone_ends_the_talk_on_another() -> None:
    """USSD gives a note a screen of its own; a message says it and goodbye at once."""
    ask = Ask("q0", Kind.ONE, {"en": "How?"}, [Option("c0", {"en": "Yes"})], sensitive=True)
    register("law", Listed("law", [Item(ask), Item(Tell("t0", {"en": "Note."}))]))
    ussd = Phone(Medium.USSD, Known(usual=("law", {})))
    ussd.open()
    ussd.answer(ask, "c0")
    assert "Note." in ussd.last
    later = Phone(Medium.WHATSAPP, ussd.known, place=ussd.place)
    later.see()
    assert later.ended == ["done"]
    assert later.stored == {}


@given(talks(), some.data())
@settings(max_examples=25)
def test_a_talk_may_change_to_another_medium_at_every_question(
    talk: tuple[list[Item], dict[str, Value]], data: some.DataObject
) -> None:
    items, answers = talk
    register("law", Listed("law", items))
    straight = hold(Medium.SMS, items, answers)
    by_name = {item.what.id: item.what for item in items}
    phone = Phone(Medium.SMS, Known(usual=("law", {})))
    stored: dict[str, Value] = {}
    for _ in range(200):
        if phone.ended:
            break
        before = phone.place
        phone = Phone(data.draw(some.sampled_from(SIX)), phone.known, place=before)
        if phone.line.medium in {Medium.USSD, Medium.VOICE} or not before.script:
            phone.open()  # Dialled again, called again; else simply written, days later.
        if not phone.ended:
            phone.place.fresh()
            phone.see()  # Where nothing but a note was left, that was the end.
        if phone.ended:
            stored |= phone.stored
            break
        if phone.place.stage == "safe":
            phone.send("1")
        standing = Listed("law", items).move(phone.place.state)
        what = by_name.get(getattr(standing, "id", ""))
        if isinstance(what, Ask):
            phone.answer(what, answers[what.id])
        elif what is not None:
            phone.send("1")
        stored |= phone.stored
    assert stored == straight.stored

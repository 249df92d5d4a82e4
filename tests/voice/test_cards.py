"""Cards: a code for a site or for each card, on every channel; what is refused, and what is never kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.rules.wire import Event, Medium
from kazi.conversations.models import Answer, Reception, Taking
from kazi.conversations.rules import scripts
from kazi.conversations.services.replying import reply
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import Card, CardLot, ResultsPlan, WrongCodes
from kazi.voice.rules import cards as rules
from kazi.voice.rules.cards import is_code, new_code, typed, written
from kazi.voice.services import cards
from kazi.voice.services.answering import Wanted as Line
from kazi.voice.services.answering import open_on
from kazi.voice.services.releasing import close_poll
from tests.makers import join, log_in, organisation
from tests.voice.poll_talks import Person, line, stored, tally
from tests.voice.result_makers import ASKS
from tests.voice.test_talking import launched

database = pytest.mark.django_db(databases=["default", "vault"])
KISUMU = ("site", "kisumu")
NOTHING = "This code opens nothing now"
Make = Callable[..., list[str]]


@given(st.integers(0, 11), st.integers(1, 9))
def test_a_code_survives_no_slip_of_a_finger(place: int, more: int) -> None:
    code = new_code()
    assert is_code(code)
    other = str((int(code[place]) + more) % 10)
    assert not is_code(code[:place] + other + code[place + 1 :])
    if place < 11 and code[place] != code[place + 1]:
        assert not is_code(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


def test_a_code_is_read_as_people_write_it_and_an_answer_is_not() -> None:
    code = new_code()
    for text in (f"K{code}", f"k {written(code)}", f"K-{code}", f"\u200fK {written(code)} "):
        assert typed(text) == rules.Typed(code, is_meant=True)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert typed(f"K {arabic}") == rules.Typed(code, is_meant=True)
    assert typed(written(code)) == rules.Typed(code, is_meant=False)
    assert typed("K48213379") == rules.Typed("48213379", is_meant=True)  # Too short, and meant as one.
    for text in ("42", "0711000001", "Kazi", "K9", "1 3", f"my code is {code}", "", str(int(code) + 1)):
        assert typed(text) is None, text


@pytest.fixture
def plan(org: Organisation) -> ResultsPlan:
    return launched(org, ASKS)


@pytest.fixture
def make(org: Organisation, manager: Actor, plan: ResultsPlan) -> Make:
    def made(about: tuple[str, str] = KISUMU, *, single: bool = False, count: int = 20) -> list[str]:
        last = timezone.localdate() + timedelta(days=9)
        wanted = cards.Wanted("en", count, last, single, about)
        with acting_for(org.pk):
            return cards.make_cards(manager, uuid.uuid4(), plan.version, wanted)[1]

    return made


@database
def test_a_shared_code_sets_the_site_for_many_and_it_is_not_asked(
    org: Organisation, plan: ResultsPlan, make: Make
) -> None:
    (code,) = make()
    sms = line(org, Medium.SMS, None)
    for number in range(3):
        person = Person(sms, f"+25471100000{number}")
        person.send(f"k {written(code)}")
        assert "agree" in person.last
        person.send("1")
        assert "Are you a woman or a man?" in person.last
        person.answers({"sex": "f", "water": "yes", "harm": "no"})
        found = stored(org, plan, person.address)
        assert (found["site"], found["water"]) == ("kisumu", "yes")
    assert tally(plan)["water", "yes", ("kisumu", "f")] == 3


@database
@pytest.mark.parametrize("medium", [Medium.USSD, Medium.VOICE, Medium.WEB])
def test_a_line_asks_for_the_code(org: Organisation, plan: ResultsPlan, make: Make, medium: Medium) -> None:
    (code,) = make()
    asking = line(org, medium, None)
    with acting_for(org.pk):
        Reception.objects.filter(channel=asking).update(script=cards.SCRIPT)
    wrong = Person(asking, "+254711000009")
    wrong.open()
    assert "code on your card" in wrong.last
    wrong.send(new_code())
    assert NOTHING in wrong.last
    assert not wrong.said[-1].waits
    person = Person(asking, "+254711000001")
    person.open()
    person.send(code)
    assert "agree" in person.last
    person.answers({"sex": "m", "water": "no"})
    assert stored(org, plan, person.address)["site"] == "kisumu"
    assert tally(plan)["water", "no", ("kisumu", "m")] == 1


@database
def test_a_link_with_a_code_is_heard_before_the_language_is_chosen(
    org: Organisation, plan: ResultsPlan, make: Make
) -> None:
    (code,) = make()
    person = Person(line(org, Medium.WEB, None, ("en", "sw")), "web:AAAA")
    person.send(f"K{code}", Event.OPENED)
    assert [one.label for one in person.said[-1].choices] == ["English", "Kiswahili"]
    person.answers({"sex": "f"}, language=person.said[-1].choices[0].code)
    assert stored(org, plan, person.address)["site"] == "kisumu"


@database
def test_a_card_that_works_once_works_once_and_nothing_tells_who_had_it(
    org: Organisation, plan: ResultsPlan, make: Make
) -> None:
    codes = make(single=True, count=10)
    digest = cards.digests("code", codes[0])[0]
    sms = line(org, Medium.SMS, None)
    amina, baraka = Person(sms, "+254711000001"), Person(sms, "+254711000002")
    amina.send(f"K{codes[0]}")
    baraka.send(f"K{codes[0]}")
    assert "agree" in amina.last
    assert NOTHING in baraka.last
    amina.send("1")
    amina.send(f"K{codes[0]}")  # Once more: it tells that it is used, and the talk stands as it stood.
    assert NOTHING in amina.last
    assert "woman or a man" in amina.last
    said = [reply(amina.called, heard) for heard in (*amina.sent, *amina.sent[::-1])]
    assert said == [*amina.said, *amina.said[::-1]]
    amina.answers({"sex": "f", "water": "yes"})
    assert tally(plan)["water", "yes", ("kisumu", "f")] == 1
    with acting_for(org.pk):
        assert Card.objects.count() == 9
        assert not Card.objects.filter(digest=digest).exists()
    for model in apps.get_models():  # Not in a talk, a reply, an answer, or anywhere else.
        alias = "vault" if model._meta.app_label == "vault" else "default"
        rows = str(list(model._base_manager.using(alias).values()))
        assert digest not in rows, model
        assert codes[0] not in rows, model


@database
def test_whoever_is_slower_with_a_copy_of_a_card_begins_nothing(
    org: Organisation, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = make(single=True, count=10)[0]

    def after_another(_digest: str) -> bool:
        monkeypatch.setattr(cards, "_card", lambda _digits: None)  # As it is for whoever looks from now on.
        return False

    monkeypatch.setitem(scripts._spenders, "poll", after_another)
    person = Person(line(org, Medium.SMS, None), "+254711000001")
    person.send(f"K{code}")
    assert NOTHING in person.last
    with acting_for(org.pk):
        assert not Taking.objects.exists()


@database
def test_wrong_used_up_withdrawn_and_old_codes_get_one_line_and_end_no_talk(
    org: Organisation, plan: ResultsPlan, make: Make
) -> None:
    old, gone, right = make()[0], make()[0], make()[0]
    with acting_for(org.pk):
        yesterday = timezone.localdate() - timedelta(days=1)
        CardLot.objects.filter(code=old).update(last_day=yesterday)
        for _twice in range(2):
            cards.withdraw(CardLot.objects.get(code=gone))
    sms = line(org, Medium.SMS, None)
    said = set()
    for number, code in enumerate((old, gone, new_code(), "48213379")):
        person = Person(sms, f"+25471100000{number}")
        person.send(f"K{code}")
        said.add(person.last)
    assert len(said) == 1
    person.send(f"K{right}")
    person.send("1")
    person.send(f"K{old}")
    assert person.last.startswith(NOTHING)
    assert "woman or a man" in person.last
    person.answers({"sex": "m", "water": "yes"})
    assert stored(org, plan, person.address)["water"] == "yes"


@database
def test_digits_that_open_nothing_are_an_answer(org: Organisation, plan: ResultsPlan, make: Make) -> None:
    (code,) = make()
    person = Person(line(org, Medium.SMS, None), "+254711000001")
    person.send(f"K{code}")
    for text in ("1", "1", "1", "1", "1", "3"):  # To the words at the end.
        person.send(text)
    other = new_code()
    while person.standing()[1] is not None and person.standing()[1].id != "words":  # type: ignore[union-attr]
        person.send("1")
    person.send(other)
    assert stored(org, plan, person.address)["words"] == other


@database
def test_codes_cannot_be_tried_through(
    org: Organisation, plan: ResultsPlan, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = make()
    sms = line(org, Medium.SMS, None)
    guesser = Person(sms, "+254711000001")
    for _try in range(rules.PERSON_A_DAY):
        guesser.send(f"K{new_code()}")
        assert NOTHING in guesser.last
    reply(guesser.called, guesser.sent[-1])  # The provider sends it again: that is no other try.
    for wanted in (code, new_code()):  # Right or wrong, it is not looked at.
        guesser.send(f"K{wanted}")
        assert "try again tomorrow" in guesser.last
    with acting_for(org.pk):
        assert sorted(WrongCodes.objects.values_list("count", flat=True)) == [5, 5]
    honest = Person(sms, "+254711000002")
    honest.send(f"K{code}")
    assert "agree" in honest.last
    monkeypatch.setattr(cards, "LINE_AN_HOUR", 5)  # As many phones as somebody likes: the line itself rests.
    late = Person(sms, "+254711000003")
    late.send(f"K{code}")
    assert "try again tomorrow" in late.last
    with acting_for(org.pk):
        WrongCodes.objects.update(day=timezone.localdate() - timedelta(days=2))
        assert cards.forget_wrong_codes() == 2
    guesser.send(f"K{code}")
    assert "agree" in guesser.last


@database
def test_a_code_of_another_organisation_and_of_a_closed_poll(
    org: Organisation, plan: ResultsPlan, make: Make
) -> None:
    code = make(single=True, count=10)[0]
    stranger = Person(line(organisation("Baraka"), Medium.SMS, None), "+254711000001")
    stranger.send(f"K{code}")
    assert NOTHING in stranger.last
    with acting_for(org.pk):
        close_poll(None, plan.version)
    late = Person(line(org, Medium.SMS, None), "+254711000002")
    late.send(f"K{code}")
    assert "These questions are over" in late.last
    with acting_for(org.pk):
        assert Card.objects.count() == 10
        assert not Answer.objects.exists()


@database
def test_cards_that_cannot_be_made(org: Organisation, manager: Actor, plan: ResultsPlan) -> None:
    today = timezone.localdate()
    good = cards.Wanted("en", 20, today, is_single_use=True, about=KISUMU)
    once = uuid.uuid4()
    with acting_for(org.pk):
        for wrong in (
            cards.Wanted("en", 9, today, is_single_use=True),
            cards.Wanted("en", 201, today, is_single_use=True),
            cards.Wanted("en", 20, today - timedelta(days=1)),
            cards.Wanted("en", 20, today + timedelta(days=400)),
            cards.Wanted("en", 20, today, about=("site", "nairobi")),
            cards.Wanted("en", 20, today, about=("water", "yes")),
        ):
            with pytest.raises(Refused):
                cards.make_cards(manager, once, plan.version, wrong)
        lot, codes = cards.make_cards(manager, once, plan.version, good)
        assert cards.make_cards(manager, once, plan.version, good) == (lot, [])
        assert len(set(codes)) == Card.objects.count() == 20
        close_poll(None, plan.version)
        with pytest.raises(Refused):
            cards.make_cards(manager, uuid.uuid4(), plan.version, good)


@database
def test_a_manager_makes_prints_and_withdraws_cards(org: Organisation, plan: ResultsPlan) -> None:
    browser = log_in(join("achieng", org, Role.MANAGER))
    here = reverse("voice:cards", args=[plan.version.poll_id])
    assert "There is no line yet" in browser.get(here).text
    with acting_for(org.pk):
        sms, ussd, web = (line(org, one, None) for one in (Medium.SMS, Medium.USSD, Medium.WEB))
        open_on(plan.version, Line(ussd, ("en",), asks_code=True))
        with pytest.raises(Refused):
            open_on(plan.version, Line(ussd, ("en",), is_usual=True, asks_code=True))
    said = {
        "once": uuid.uuid4(), "about": "site=kisumu", "kind": "single", "count": 12, "language": "sw",
        "last_day": timezone.localdate() + timedelta(days=30),
    }  # fmt: skip
    assert browser.post(here, said | {"count": 3}).status_code == 422
    assert browser.post(here, said | {"about": "site=nairobi"}).status_code == 422
    made = browser.post(here, said)
    assert made.status_code == 200
    shown = [one.code for one in made.context["cards"]]
    assert len(set(shown)) == 12
    assert "12 cards for Kisumu" in made.text
    assert 'lang="sw"' in made.text
    assert made.text.count("data:image/svg+xml") == 12
    again = browser.post(here, said)  # Sent twice, they are made once, and shown once.
    assert "nobody can read them again" in again.text
    assert not any(code in again.text for code in shown)
    with acting_for(org.pk):
        lot = CardLot.objects.get()
    one = reverse("voice:card_lot", args=[plan.version.poll_id, lot.pk])
    assert not any(code in browser.get(one).text for code in shown)
    shared = browser.post(
        here, said | {"once": uuid.uuid4(), "kind": "shared", "language": "en"}, follow=True
    )
    assert shared.text.count(shared.context["cards"][0].code) >= 12
    assert "21512" in shared.text
    link = shared.context["cards"][0].link.removeprefix("http://testserver")
    assert 'name="text" value="K' in browser.get(link).text
    rival = log_in(join("rival", organisation("Baraka"), Role.MANAGER))
    for path in (here, one):
        assert rival.get(path).status_code == 404
    for _twice in range(2):
        assert browser.post(f"{one}withdraw").status_code == 302
    assert "Withdrawn" in browser.get(here).text
    assert sms.pk != web.pk

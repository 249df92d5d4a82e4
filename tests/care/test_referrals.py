"""Referrals: from a need to *it helped*, who sees what on the way, and what is left of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Person, Role
from kazi.care.models import Appeal, Keeping, LocalService, Referral, UnmetNeed
from kazi.care.queries.unmet import Released, released
from kazi.care.rules.hours import Span
from kazi.care.rules.matching import Offer, Wish, matches
from kazi.care.rules.referrals import (
    MOVES,
    TURNS,
    NotNow,
    State,
    Who,
    heard_words,
    is_at_end,
    move,
    task_status,
)
from kazi.care.rules.slips import is_good_pin, new_code, rest_after, shown_code, typed_code
from kazi.care.services.referrals import Begun, expire_due, fhir_task, forget_old, hear_service, refer, say
from kazi.care.services.slips import open_slip
from kazi.care.services.unmet import appeal, count_unmet
from kazi.channels.models import Letter
from kazi.hub.models import Advocate
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, NotFound, Refused, TooMany
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.care.makers import a_service, hub_staff, with_address
from tests.makers import join, log_in, organisation

PIN = "480295"
PASSING = {"call_me": "Zawadi", "contact": "0700 555 123 after six", "note": "Two children"}
words = st.sampled_from(sorted(MOVES))
sides = st.sampled_from(list(Who))


# --- rules -------------------------------------------------------------------------------------


@given(st.lists(st.tuples(words, sides), max_size=30))
def test_no_order_of_words_leaves_the_course(said: list[tuple[str, Who]]) -> None:
    state, confirmed, seen = State.DRAFT, None, [State.DRAFT]
    for word, who in said:
        try:
            state = move(state, word, who, confirmed=confirmed)
        except NotNow:
            continue
        confirmed = {"helped": True, "not_helped": False}.get(word, confirmed)
        seen.append(state)
        assert who in MOVES[word].who
    if set(seen) & {State.RECEIVED, State.ACCEPTED, State.SERVED}:
        assert State.CONSENTED in seen  # Nothing reaches a service without a yes.
    if task_status(state, confirmed) == "completed":
        assert ("helped", Who.WORKER) in said  # Only the person says that it helped.
    assert is_at_end(state, confirmed) or state in TURNS


@given(words, sides, sides)
def test_nobody_speaks_for_the_other_side(word: str, who: Who, state_of: Who) -> None:
    if who not in MOVES[word].who:
        for state in State:
            with pytest.raises(NotNow):
                move(state, word, who)


def test_a_match_says_why_and_what_has_to_be_asked() -> None:
    clear = Offer("a", "A", ["food"], ["Nairobi"], [(-1.29, 36.82)], ["sw"], [Span(5, 0, 60)], True, 1, 6)
    silent = Offer("b", "B", ["food"])
    wrong = [
        Offer("c", "C", ["legal"]), Offer("d", "D", ["food"], languages=["en"]),
        Offer("e", "E", ["food"], ["Mombasa"]),
        Offer("f", "F", ["food"], spans=[Span(0, 0, 60)]), Offer("g", "G", ["food"], is_free=False),
        Offer("h", "H", ["food"], minimum_age=18),
    ]  # fmt: skip
    wish = Wish("food", "Nairobi", None, "sw", frozenset({5, 6}), only_free=True, age=4)
    found = matches(wish, [silent, *wrong, clear])
    assert [(one.key, len(one.reasons), len(one.open_questions)) for one in found] == [
        ("a", 5, 0),
        ("b", 0, 5),
    ]


@given(st.binary(max_size=60))
def test_any_sms_is_answered(data: bytes) -> None:
    word, _ref, reason = heard_words(data.decode(errors="replace"))
    assert word in {"", *MOVES}
    assert reason


def test_codes_are_typed_as_they_are_shown_and_pins_are_not_plain() -> None:
    code = new_code()
    assert typed_code(shown_code(code).lower().replace("-", " ")) == code
    assert [is_good_pin(pin) for pin in ("480295", "123456", "111111", "12a456", "4802", "٤٨٠٢٩٥")] == [
        True, False, False, False, False, False,
    ]  # fmt: skip
    assert rest_after(2) == timedelta(0) < rest_after(3) < rest_after(9) <= timedelta(days=1)


# --- services ----------------------------------------------------------------------------------


@pytest.fixture
def service(db: None) -> LocalService:
    return a_service()


@pytest.fixture
def keeper(service: LocalService) -> Actor:
    own = organisation("Baby Garden Trust", Organisation.Kind.SERVICE)
    assert service.organisation is not None
    with acting_for(own.pk):
        Keeping.objects.create(listing=service.organisation)
    return with_address(join("desk", own, Role.SERVICE), "desk@garden.example")


def begin(service: LocalService, **more: Any) -> Begun:
    return refer(service, "childcare", PASSING, PIN, town="Nairobi", country="KE", **more)


def test_nothing_of_a_person_is_readable_in_the_row_the_letter_or_the_journal(
    service: LocalService, keeper: Actor
) -> None:
    before = all_tenants(Entry).count()
    begun = begin(service)
    row = Referral.objects.values().get()
    letter = Letter.objects.get(to="desk@garden.example")
    for secret in ("Zawadi", "0700", "Two children", begun.code, PIN):
        assert secret not in str(row)
        assert secret not in letter.text + letter.subject
    assert "hildcare" not in letter.text + letter.subject
    assert all_tenants(Entry).count() == before
    related = {field.related_model for field in Referral._meta.get_fields()}
    assert not related & {Person, Organisation}


def test_only_what_was_agreed_can_be_passed_on(service: LocalService) -> None:
    assert begin(service).referral.consent_fields == ["call_me", "contact", "note"]
    for passing, pin in (({**PASSING, "employer": "Amani"}, PIN), ({"note": "x"}, PIN), (PASSING, "123456")):
        with pytest.raises(Refused):
            refer(service, "childcare", passing, pin)
    service.takes_referrals = False
    with pytest.raises(Refused):
        begin(service)
    assert Referral.objects.count() == 1


def test_served_counts_once_the_person_says_so(service: LocalService) -> None:
    row = begin(service).referral
    for word in ("receive", "accept", "contact", "serve"):
        say(row, word, Who.SERVICE)
    assert (row.state, row.confirmed, fhir_task(row)["status"]) == ("served", None, "in-progress")
    assert say(row, "serve", Who.SERVICE).state == "served"  # Twice is once.
    say(row, "helped", Who.WORKER)
    assert (row.confirmed, fhir_task(row)["status"], row.passed, row.due_at) == (True, "completed", "", None)
    with pytest.raises(Conflict):
        say(row, "not_serve", Who.SERVICE, "other")
    assert [step.state for step in row.steps.all()] == [
        "draft", "consented", "sent", "received", "accepted", "contacted", "served", "served",
    ]  # fmt: skip


def test_a_person_who_was_not_helped_has_the_last_word(service: LocalService) -> None:
    row = begin(service).referral
    for word in ("accept", "serve"):
        say(row, word, Who.SERVICE)
    say(row, "not_helped", Who.WORKER)
    assert (row.state, fhir_task(row)["status"]) == ("not_served", "failed")
    assert UnmetNeed.objects.get().count == 1


def test_a_service_that_declines_says_why_and_the_need_is_counted(service: LocalService) -> None:
    row = begin(service).referral
    with pytest.raises(Refused):
        say(row, "decline", Who.SERVICE)
    say(row, "decline", Who.SERVICE, "full")
    assert (row.state, row.passed) == ("declined", "")
    assert fhir_task(row)["statusReason"] == {"text": "No place is free"}
    counted = UnmetNeed.objects.get()
    assert (counted.need, counted.town, counted.country, counted.count) == ("childcare", "Nairobi", "KE", 1)


def test_what_nobody_answers_ends_by_the_clock_and_is_forgotten(service: LocalService) -> None:
    row = begin(service).referral
    now = timezone.now()
    assert expire_due(now + timedelta(days=4)) == 0
    assert (expire_due(now + timedelta(days=6)), expire_due(now + timedelta(days=6))) == (1, 0)
    row.refresh_from_db()
    assert (row.state, row.passed) == ("expired", "")
    assert forget_old(now + timedelta(days=90)) == 0
    assert forget_old(now + timedelta(days=97)) == 1


def test_served_without_a_word_of_the_person_stays_unconfirmed(service: LocalService) -> None:
    row = begin(service).referral
    for word in ("accept", "serve"):
        say(row, word, Who.SERVICE)
    assert expire_due(timezone.now() + timedelta(days=31)) == 1
    row.refresh_from_db()
    assert (row.state, row.confirmed, row.passed) == ("served", None, "")
    assert fhir_task(row)["status"] == "in-progress"


def test_a_code_opens_with_its_pin_only_and_slowly_for_guessers(service: LocalService) -> None:
    begun = begin(service)
    assert open_slip(Referral, shown_code(begun.code).lower(), PIN) == begun.referral
    for _guess in range(3):
        with pytest.raises(Refused):
            open_slip(Referral, begun.code, "000000")
    with pytest.raises(TooMany):
        open_slip(Referral, begun.code, PIN)
    Referral.objects.update(rests_until=timezone.now())
    assert open_slip(Referral, begun.code, PIN) == begun.referral
    with pytest.raises(Refused):
        open_slip(Referral, "NOSUCHCODE", PIN)


def test_a_service_answers_by_sms_from_its_own_number(service: LocalService) -> None:
    row = begin(service).referral
    assert "no such number" in hear_service(f"ACCEPT {row.ref}", "+254 700 111 222")
    assert "no such number" in hear_service("ACCEPT XXXXXXX")
    assert "Write ACCEPT" in hear_service(f"hello {row.ref}", "+254 20 555 0100")
    assert row.ref in hear_service(f"accept {row.ref.lower()}", "020 555 0100")
    assert "noted" in hear_service(f"accept {row.ref}", "020 555 0100")  # The same SMS again.
    assert "past that" in hear_service(f"DECLINE {row.ref} full", "0205550100")
    row.refresh_from_db()
    assert row.state == "accepted"


def test_unmet_needs_are_shown_from_ten_on_and_in_tens(db: None) -> None:
    day = timezone.now().date()
    seen = []
    for _each in range(21):
        count_unmet("food", "Kibera", "KE")
        seen.append([one.count for one in released(day)])
    assert seen[:9] == [[]] * 9
    assert seen[9:19] == [[10]] * 10
    assert seen[19:] == [[20]] * 2
    assert released(day + timedelta(days=800)) == []


def test_advocates_are_asked_once_for_each_step(db: None) -> None:
    staff, row = hub_staff(), Released("food", "Kibera", "KE", 10)
    org = organisation("Jobs for All", Organisation.Kind.ADVOCATE)
    with_address(join("ann", org, Role.ADVOCATE), "ann@jobs.example")
    with pytest.raises(Refused, match="No advocate"):
        appeal(staff, row)
    Advocate.objects.create(organisation=org, kind="network", name="Jobs", slug="jobs", about="A",
                            countries=["KE"], is_public=True)  # fmt: skip
    assert appeal(staff, row) == appeal(staff, row)
    assert (Appeal.objects.count(), Letter.objects.filter(to="ann@jobs.example").count()) == (1, 1)
    with pytest.raises(NotFound):
        appeal(join("boss", organisation(), Role.MANAGER), row)


def test_the_desk_says_which_advocates_were_asked_for_at_this_count(db: None) -> None:
    desk = log_in(hub_staff())
    for _each in range(10):
        count_unmet("food", "Kibera", "KE")
    page = desk.get("/hub/local-services/").content.decode()
    assert "Ask advocates" in page
    assert "Nothing waits" not in page
    Appeal.objects.create(need="food", town="Kibera", country="KE", count=10)
    page = desk.get("/hub/local-services/").content.decode()
    assert "advocates asked on" in page
    assert "Ask advocates" not in page
    for _each in range(10):
        count_unmet("food", "Kibera", "KE")
    assert "Ask advocates" in desk.get("/hub/local-services/").content.decode()  # Twice as many: ask anew.


# --- pages -------------------------------------------------------------------------------------


def test_a_need_goes_to_a_service_and_comes_back_as_helped(service: LocalService, keeper: Actor) -> None:
    worker = Client()
    found = worker.post("/care/", {"need": "childcare", "town": "Nairobi", "language": "sw"}).content.decode()
    assert "They speak your language" in found
    chosen = {"service": str(service.pk), "need": "childcare", "town": "Nairobi"}
    assert "Not your employer" in worker.post("/care/choose/", chosen).content.decode()
    assert worker.post("/care/choose/", {**chosen, **PASSING, "pin": PIN}).status_code == 422  # No yes.
    slip = worker.post("/care/choose/", {**chosen, **PASSING, "pin": PIN, "agreed": "on"})
    assert "no-store" in slip["Cache-Control"]
    code = re.search(r'class="slip" dir="ltr">([\w-]+)<', slip.content.decode())
    assert code is not None
    row = Referral.objects.get()

    desk = log_in(keeper)
    assert row.ref in desk.get("/service/").content.decode()
    page = desk.get(f"/service/referrals/{row.ref}/").content.decode()
    assert "0700 555 123 after six" in page
    assert desk.post(f"/service/referrals/{row.ref}/", {"word": "decline"}).status_code == 422
    for word in ("accept", "serve"):
        assert desk.post(f"/service/referrals/{row.ref}/", {"word": word}).status_code == 302
    assert desk.get(f"/service/referrals/{row.ref}/task.json").json()["status"] == "in-progress"

    mine = worker.post("/care/mine/", {"code": code[1], "pin": PIN}).content.decode()
    assert "Not sent" not in mine  # It was, a moment after it was written.
    assert "Only you can say whether it did" in mine
    ticket = re.search(r'name="ticket" value="([^"]+)"', mine)
    assert ticket is not None
    assert "it helped" in worker.post("/care/mine/", {"ticket": ticket[1], "word": "helped"}).content.decode()
    assert worker.post("/care/mine/", {"ticket": ticket[1] + "x", "word": "helped"}).status_code == 404
    assert worker.post("/care/mine/", {"code": code[1], "pin": "999888"}).status_code == 422
    assert worker.cookies.keys() <= {"csrftoken"}  # Nothing on the phone tells of it.


def test_the_letter_answers_once_without_signing_in(
    service: LocalService, keeper: Actor, client: Client
) -> None:
    row = begin(service).referral
    letter = Letter.objects.get(to="desk@garden.example")
    found = re.search(r"/care/answers/\S+", letter.text)
    assert found is not None
    assert "Zawadi" in client.get(found[0]).content.decode()
    row.refresh_from_db()
    assert row.state == "sent"  # Mail programs look at links too: reading changes nothing.
    assert client.post(found[0], {"word": "decline", "reason": "full"}).status_code == 200
    assert client.post(found[0], {"word": "accept"}).status_code == 404
    assert client.get(found[0][:-4] + "xyz/").status_code == 404


def test_nothing_fits_is_counted_by_place_and_need_alone(service: LocalService, client: Client) -> None:
    assert "Nobody we know of fits" in client.post("/care/", {"need": "food"}).content.decode()
    client.post("/care/nobody/", {"need": "food", "town": "nairobi"})
    assert UnmetNeed.objects.values_list("need", "country", "count").get() == ("food", "KE", 1)
    assert client.post("/care/nobody/", {"need": "gold"}).status_code == 422


def test_another_service_sees_nothing_of_a_referral(service: LocalService) -> None:
    row = begin(service).referral
    other = join("desk", organisation("Night Clinic", Organisation.Kind.SERVICE), Role.SERVICE)
    browser = log_in(other)
    assert "Nobody waits" in browser.get("/service/").content.decode()
    for path in (f"/service/referrals/{row.ref}/", f"/service/referrals/{row.ref}/task.json"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/service/referrals/{row.ref}/", {"word": "accept"}).status_code == 404

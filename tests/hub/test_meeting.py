"""A visitor asks to meet a provider; live figures and references beside the profile; programs read it all."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import extruct
import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.letters import send_waiting
from kazi.flows.records_to_profile import renew_live_figures
from kazi.hub.models import (
    Contact,
    Introduction,
    PublicContact,
    PublicLiveFigure,
    PublicProfile,
    PublishedReference,
)
from kazi.hub.rules.figures import fingerprint
from kazi.hub.rules.live import HOLD, LIVE, K, Measured, NotMeasured, Showable, showable
from kazi.hub.services.live import agree, lines, renew
from kazi.hub.services.profiles import own_profile, publish
from kazi.hub.services.references import ClosedDeal, publish_reference, withdraw_reference
from kazi.hub.structured import _more, tells_more
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.quality.models import Mark
from kazi.workforce.models import Worker
from tests.hub.makers import published, staff
from tests.makers import answer_all, join, log_in, make_project, organisation, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    org = organisation("Kazi hub", Organisation.Kind.HUB)
    staff(Role.HUB, org, "desk@hub.example")
    return org


@pytest.fixture
def profile() -> PublicProfile:
    return published()


@pytest.fixture
def org(profile: PublicProfile) -> Organisation:
    return Organisation.objects.get(pk=profile.provider_id)


@pytest.fixture
def manager(org: Organisation) -> Actor:
    return staff(Role.MANAGER, org, "salma@amani.example")


def asked(**said: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()),
        "name": "Ruth",
        "email": "ruth@buyer.example",
        "message": "Can you read Swahili receipts?",
        "consent": "on",
        **said,
    }


def named(org: Organisation, manager: Actor) -> PublicContact:
    with acting_for(org.pk):
        draft = own_profile(org)
        Contact.objects.create(
            profile=draft,
            name="Grace",
            role="sales",
            email="grace@amani.example",
            consented_on=date(2026, 1, 1),
        )
        publish(manager, org)
    return PublicContact.objects.get()


def introductions(org: Organisation) -> list[Introduction]:
    with acting_for(org.pk):
        return list(Introduction.objects.all())


def test_a_wish_to_meet_reaches_the_provider_the_person_and_the_desk_once(
    desk: Organisation, org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    contact = named(org, manager)
    said = asked()
    path = f"/providers/{profile.slug}/write/?to={contact.ref}"
    assert "Meet Grace" in Client().get(path).content.decode()
    assert Client().post(path, said)["Location"] == "/write-to-us/thanks/"
    Client().post(path, said)  # Sent twice.
    (introduction,) = introductions(org)
    assert (introduction.contact_name, introduction.state) == ("Grace", "asked")
    assert introductions(desk) == [introduction]
    send_waiting()
    letters = {one.to[0]: str(one.body) for one in mail.outbox}
    assert {"salma@amani.example", "grace@amani.example", "desk@hub.example", "ruth@buyer.example"} <= set(
        letters
    )
    assert "Swahili receipts" in letters["grace@amani.example"]
    assert "Swahili receipts" not in letters["ruth@buyer.example"]
    browser = log_in(join("desk2", desk, Role.HUB))
    assert "Swahili receipts" in browser.get("/hub/introductions/").content.decode()


def test_a_yes_gives_the_address_and_a_no_a_reason(
    desk: Organisation, org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    contact = named(org, manager)
    path = f"/providers/{profile.slug}/write/"
    Client().post(f"{path}?to={contact.ref}", asked())
    Client().post(path, asked(email="omar@buyer.example"))
    first, second = introductions(org)
    browser = log_in(manager)
    own = "/hub/profile/introductions/"
    assert "Ruth" in browser.get(own).content.decode()
    assert browser.post(f"{own}{second.pk}/", {"do": "decline", "answer": " "}).status_code == 422
    browser.post(f"{own}{first.pk}/", {"do": "accept", "answer": "Gladly."})
    browser.post(f"{own}{first.pk}/", {"do": "decline", "answer": "No."})  # The first answer counts.
    browser.post(f"{own}{second.pk}/", {"do": "decline", "answer": "We are full until May."})
    assert [one.state for one in introductions(org)] == ["accepted", "declined"]
    mail.outbox.clear()
    send_waiting()
    (yes,) = [one for one in mail.outbox if one.to == ["ruth@buyer.example"] and "grace@" in str(one.body)]
    assert yes.reply_to == ["grace@amani.example"]
    assert any("full until May" in str(one.body) for one in mail.outbox if one.to == ["omar@buyer.example"])


def test_nobody_else_reads_who_asked_to_meet(
    desk: Organisation, org: Organisation, profile: PublicProfile
) -> None:
    Client().post(f"/providers/{profile.slug}/write/", asked())
    (introduction,) = introductions(org)
    rival = log_in(join("rival", organisation("Rival"), Role.MANAGER))
    worker = log_in(join("worker", org))
    for stranger in (rival, worker):
        assert stranger.get(f"/hub/profile/introductions/{introduction.pk}/").status_code == 404
    other_hub = log_in(join("other", organisation("Other hub", Organisation.Kind.HUB), Role.HUB))
    assert "Ruth" not in other_hub.get("/hub/introductions/").content.decode()


@pytest.mark.parametrize("lacking", ["name", "email", "message", "consent"])
def test_a_wish_that_lacks_something_is_not_sent(
    desk: Organisation, org: Organisation, profile: PublicProfile, lacking: str
) -> None:
    page = Client().post(f"/providers/{profile.slug}/write/", asked() | {lacking: ""})
    assert f'id="id_{lacking}_error"' in page.content.decode()
    assert introductions(org) == []


def test_a_machine_is_thanked_and_an_address_cannot_flood_a_provider(
    desk: Organisation, org: Organisation, profile: PublicProfile
) -> None:
    path = f"/providers/{profile.slug}/write/"
    assert Client().post(path, asked(website="https://spam.example")).status_code == 302
    assert introductions(org) == []
    statuses = [Client().post(path, asked(email=f"r{n}@buyer.example")).status_code for n in range(12)]
    assert statuses == [302] * 10 + [429] * 2


def test_the_read_page_has_no_form_and_may_be_kept(profile: PublicProfile) -> None:
    answer = Client().get(f"/providers/{profile.slug}/")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "public" in answer["Cache-Control"]
    assert (
        Client().get(f"/providers/{profile.slug}/", headers={"If-None-Match": answer["ETag"]}).status_code
        == 304
    )


def test_programs_read_the_organisation_from_the_page(
    org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    named(org, manager)
    with acting_for(org.pk):
        draft = own_profile(org)
        draft.story, draft.founded = 'We read "receipts" </script><b>&amp;', 2016
        draft.save()
        publish(manager, org)

    @tells_more
    def certified(found: PublicProfile) -> dict[str, Any]:
        return {"hasCertification": {"@type": "Certification", "name": f"of {found.name}"}}

    try:
        page = Client().get(f"/providers/{profile.slug}/").content.decode()
    finally:
        _more.remove(certified)
    found = [
        one
        for one in extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
        if one["@type"] == "Organization"
    ]
    (said,) = found
    assert said["name"] == "Amani Data"
    assert said["description"].startswith('We read "receipts" </script>')
    assert said["foundingDate"] == "2016"
    assert said["contactPoint"][0]["name"] == "Grace"
    assert said["hasCertification"]["name"] == "of Amani Data"


def employ(org: Organisation, number: int) -> list[Actor]:
    return [join(f"worker{n}", org) for n in range(number)]


@pytest.mark.parametrize(("people", "shown"), [(9, None), (10, "10"), (14, "10"), (15, "15")])
def test_the_number_of_workers_is_public_from_ten_on_and_rounded_down(
    org: Organisation, manager: Actor, profile: PublicProfile, people: int, shown: str | None
) -> None:
    employ(org, people)
    with acting_for(org.pk):
        agree(manager, org, ["workers"])
    page = Client().get(f"/providers/{profile.slug}/").content.decode()
    assert ("From their own records here" in page) == (shown is not None)
    if shown:
        assert f"at least {shown}" in page


def test_nothing_is_public_without_the_providers_word_and_gone_without_it(
    org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    employ(org, 20)
    assert renew_live_figures() == 0
    browser = log_in(manager)
    browser.post("/hub/profile/live/", {"codes": ["workers"]})
    assert PublicLiveFigure.objects.get().value == 20
    with acting_for(org.pk):
        assert Entry.objects.filter(event="hub.live_figure_agreed").count() == 1
    browser.post("/hub/profile/live/", {})
    assert not PublicLiveFigure.objects.exists()
    assert renew_live_figures() == 0
    assert browser.post("/hub/profile/live/", {"codes": ["salaries"]}).status_code == 422


def test_a_figure_about_people_is_held_for_four_weeks(
    org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    employ(org, 20)
    with acting_for(org.pk):
        agree(manager, org, ["workers"])
        Worker.objects.filter(pk__in=Worker.objects.values("pk")[:6]).update(is_active=False)
        renew(org)
        assert PublicLiveFigure.objects.get().value == 20
        with time_machine.travel(timezone.now() + HOLD):
            renew(org)
        assert PublicLiveFigure.objects.get().value == 10


def test_a_figure_that_became_too_small_is_taken_away_at_once(
    org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    employ(org, 12)
    with acting_for(org.pk):
        agree(manager, org, ["workers"])
        Worker.objects.filter(pk__in=Worker.objects.values("pk")[:4]).update(is_active=False)
    assert renew_live_figures() == 0
    assert not PublicLiveFigure.objects.exists()


def test_what_is_not_measured_says_so_to_the_provider_and_nothing_to_others(
    org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    with acting_for(org.pk):
        agree(manager, org, list(LIVE))
        reasons = {line.code: line.reason for line in lines(org)}
    assert "is not kept yet" in reasons["retention"]
    assert "unknown" in reasons["living-wage-share"]
    assert not PublicLiveFigure.objects.exists()
    assert "is not kept yet" in log_in(manager).get("/hub/profile/live/").content.decode()


def test_accuracy_comes_from_marks_of_ten_people_with_its_interval(
    org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    crew = employ(org, 10)
    project = make_project(org, tasks=30, method="double")
    with acting_for(org.pk):
        for worker in crew[:2]:
            answer_all(worker, project)
        work_off()
        marks = list(Mark.objects.all())
        workers = list(Worker.objects.all())
        assert marks, "Answers given twice are marked."
        for number, mark in enumerate(marks):
            Mark.objects.filter(pk=mark.pk).update(worker=workers[number % 10], right=int(number % 7 > 0))
        agree(manager, org, ["accuracy"])
        (line,) = [one for one in lines(org) if one.code == "accuracy"]
    found = PublicLiveFigure.objects.get()
    right = sum(number % 7 > 0 for number in range(len(marks)))
    assert found.n == len(marks)
    assert found.value == (Decimal(right) / len(marks) * 100).quantize(Decimal("0.1"))
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high < 100
    assert line.held_until is None  # About work, not about people: it may be renewed on any day.
    with acting_for(org.pk):
        Mark.objects.update(worker=workers[0])
        renew(org)
    assert not PublicLiveFigure.objects.exists()


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), st.sampled_from(sorted(LIVE)))
def test_no_small_group_and_no_share_of_all_or_none_is_ever_showable(
    cases: int, more: int, people: int, code: str
) -> None:
    n = cases + more
    found = showable(code, Measured(cases, n, people, date(2026, 1, 1), "m"))
    if people < K or (LIVE[code].is_share and cases in {0, n}):
        assert isinstance(found, NotMeasured)
        return
    assert isinstance(found, Showable)
    if LIVE[code].is_share:
        assert 0 <= found.value <= 100
        if LIVE[code].of_people:
            assert found.value % 5 == 0
            assert 0 < found.value < 100
            assert found.n <= n
    else:
        assert found.value <= cases


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6))
def test_the_same_value_written_otherwise_is_the_same_claim(value: Decimal) -> None:
    assert fingerprint({"value": value}) == fingerprint({"value": value + Decimal("0.0000")})
    assert fingerprint({"value": value}) != fingerprint({"value": value + 1})


def deal(**told: Any) -> ClosedDeal:
    base: dict[str, Any] = {
        "deal_ref": "deal-7",
        "consented_at": timezone.now(),
        "service": "data-entry",
        "began_on": date(2026, 1, 1),
        "ended_on": date(2026, 3, 31),
        "units": 18_000,
        "unit": "receipts",
        "client_country": "KE",
        "accuracy": Decimal("0.985"),
        "rating": 5,
        "words": "Careful <b>people</b>.",
    }
    return ClosedDeal(**base | told)


def test_a_closed_deal_is_shown_with_the_providers_reply(
    org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    reference = publish_reference(org, deal())
    publish_reference(org, deal(units=18_500))  # The same deal again renews it.
    browser = log_in(manager)
    path = f"/hub/profile/references/{reference.pk}/reply/"
    browser.post(path, {f"{reference.pk}-reply": "Thank you, and until May."})
    page = Client().get(f"/providers/{profile.slug}/").content.decode()
    for told in ("A client in Kenya", "18,500 receipts", "98.5 %", "Rated 5 of 5", "&lt;b&gt;", "until May"):
        assert told in page
    assert PublishedReference.objects.count() == 1
    rival = log_in(join("rival", organisation("Rival"), Role.MANAGER))
    assert rival.post(path, {f"{reference.pk}-reply": "Bad."}).status_code == 404
    withdraw_reference("deal-7")
    assert "receipts</p>" not in Client().get(f"/providers/{profile.slug}/").content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {"deal_ref": ""},
        {"service": "magic"},
        {"rating": 6},
        {"accuracy": Decimal("1.2")},
        {"ended_on": date(2025, 1, 1)},
        {"units": 0},
        {"consented_at": timezone.now() + timedelta(days=1)},
    ],
    ids=lambda told: next(iter(told)),
)
def test_a_reference_that_no_deal_stands_behind_is_refused(org: Organisation, told: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        publish_reference(org, deal(**told))
    assert not PublishedReference.objects.exists()


def test_the_table_itself_takes_no_reference_without_a_deal(org: Organisation) -> None:
    reference = publish_reference(org, deal())
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedReference.objects.filter(pk=reference.pk).update(deal_ref="")


def test_programs_read_providers_without_a_key(
    org: Organisation, manager: Actor, profile: PublicProfile
) -> None:
    named(org, manager)
    publish_reference(org, deal())
    listed = Client().get("/api/v1/providers")
    assert listed["Cache-Control"] == "public, max-age=60"
    assert [one["slug"] for one in listed.json()["providers"]] == [profile.slug]
    assert Client().get("/api/v1/providers?country=in").json()["providers"] == []
    whole = Client().get(f"/api/v1/providers/{profile.slug}").json()
    assert whole["contacts"] == [{"name": "Grace", "role": "sales", "languages": []}]
    assert whole["references"][0]["accuracy"] == "0.985"
    assert "grace@amani.example" not in str(whole)
    assert Client().get("/api/v1/providers/nobody").status_code == 404

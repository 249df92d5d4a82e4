"""What readers report and what limits hold back: decided with a reason, appealed once, judged by another."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.letters import send_waiting
from kazi.hub.models import Case, Held, PublicProfile
from kazi.hub.rules.limits import why_held
from kazi.hub.services import moderation
from kazi.hub.services.profiles import publish, withdraw
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, Forbidden, Refused
from kazi.kernel.tenancy import acting_for
from kazi.search.models import SearchDoc
from tests.hub.makers import published, staff
from tests.makers import log_in, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub() -> Organisation:
    return organisation("Kazi hub", Organisation.Kind.HUB)


@pytest.fixture
def asha(hub: Organisation) -> Actor:
    return staff(Role.HUB, hub, "asha@hub.example")


@pytest.fixture
def juma(hub: Organisation) -> Actor:
    return staff(Role.HUB, hub, "juma@hub.example")


def link_to(ticket: str) -> str:
    return f"https://hub.example/moderation/cases/{ticket}/"


def reported(profile: PublicProfile, hub: Organisation) -> Case:
    moderation.report("provider", profile.slug, "false", "They closed last year.", uuid4())
    with acting_for(hub.pk):
        return Case.objects.get(kind="provider", ref=profile.slug)


def is_public(profile: PublicProfile) -> bool:
    return Client().get(f"/providers/{profile.slug}/").status_code == 200


def is_found(profile: PublicProfile) -> bool:
    return SearchDoc.objects.filter(kind="provider", ref=profile.slug).exists()


def letters_to(address: str) -> list[str]:
    send_waiting()
    return [f"{one.subject}\n{one.body}" for one in mail.outbox if one.to == [address]]


def test_a_report_reaches_the_desk_once_and_hides_nothing(hub: Organisation, asha: Actor) -> None:
    profile = published()
    once = str(uuid4())
    said = {"once": once, "why": "false", "text": "They closed.", "email": ""}
    path = f"/report/provider/{profile.slug}/"
    assert Client().get(path).status_code == 200
    assert Client().post(path, said)["Location"] == "/report/done/"
    assert Client().post(path, said)["Location"] == "/report/done/"
    Client().post(path, said | {"once": str(uuid4()), "why": "spam"})
    with acting_for(hub.pk):
        case = Case.objects.get()
        assert case.reports.count() == 2
    assert is_public(profile)
    page = log_in(asha).get("/hub/moderation/").content.decode()
    assert "Amani Data" in page
    assert "2 reports" in page
    assert "They closed." in log_in(asha).get(f"/hub/moderation/{case.pk}/").content.decode()


def test_a_machine_or_a_flood_of_reports_leaves_nothing_more(hub: Organisation) -> None:
    profile = published()
    path = f"/report/provider/{profile.slug}/"
    said = {"why": "spam", "once": str(uuid4()), "website": "https://spam.example"}
    assert Client().post(path, said).status_code == 302
    with acting_for(hub.pk):
        assert not Case.objects.exists()
    answers = [Client().post(path, {"why": "spam", "once": str(uuid4())}).status_code for _ in range(12)]
    assert answers == [302] * 10 + [429] * 2


@pytest.mark.parametrize("path", ["/report/provider/nobody/", "/report/person/1/", "/report/claim/1/"])
def test_what_is_not_public_cannot_be_reported(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_what_is_taken_off_is_nowhere_and_its_author_is_told_why(hub: Organisation, asha: Actor) -> None:
    profile = published()
    case = reported(profile, hub)
    with acting_for(hub.pk):
        moderation.decide(asha, case, keep=False, reason="The centre has closed.", link_to=link_to)
        again = moderation.decide(asha, case, keep=False, reason="The same.", link_to=link_to)
    assert again.reason == "The centre has closed."
    assert not is_public(profile)
    assert not is_found(profile)
    assert "Amani Data" not in Client().get("/").content.decode()
    (letter,) = letters_to(f"manager-{profile.provider_id}@example.org")
    assert "The centre has closed." in letter
    assert "https://hub.example/moderation/cases/" in letter


def test_publishing_again_does_not_bring_back_what_was_taken_off(hub: Organisation, asha: Actor) -> None:
    profile = published()
    case = reported(profile, hub)
    with acting_for(hub.pk):
        moderation.decide(asha, case, keep=False, reason="Not theirs.", link_to=link_to)
    org = profile.provider
    with acting_for(org.pk):
        publish(asha, org)
        withdraw(asha, org)
        publish(asha, org)
    assert not is_public(profile)
    assert not is_found(profile)


def test_an_appeal_is_judged_once_and_by_another_person(hub: Organisation, asha: Actor, juma: Actor) -> None:
    profile = published()
    case = reported(profile, hub)
    with acting_for(hub.pk):
        moderation.decide(asha, case, keep=False, reason="Closed.", link_to=link_to)
    (letter,) = letters_to(f"manager-{profile.provider_id}@example.org")
    path = "/moderation/cases/" + letter.split("/moderation/cases/")[1].split()[0]
    assert "Closed." in Client().get(path).content.decode()
    assert Client().post(path, {"text": "We moved."}).status_code == 302
    assert "We moved." in Client().get(path).content.decode()
    Client().post(path, {"text": "And once more."})
    with acting_for(hub.pk):
        case.refresh_from_db()
        assert (case.state, case.appeal) == (Case.State.APPEALED, "We moved.")
        with pytest.raises(Forbidden):
            moderation.decide_appeal(asha, case, grant=True, reason="I was wrong.")
        with pytest.raises(IntegrityError), transaction.atomic():  # The table would not take it either.
            Case.objects.filter(pk=case.pk).update(appeal_decided_by=asha.person_id)
        assert "Another person judges it" in log_in(asha).get(f"/hub/moderation/{case.pk}/").content.decode()
        moderation.decide_appeal(juma, case, grant=True, reason="They did move.")
        with pytest.raises(Conflict):
            moderation.appeal(
                Case.objects.create(kind="provider", ref="x", title="x", cause="reported"), "No."
            )
    assert is_public(profile)
    assert is_found(profile)
    events = set(Entry._base_manager.values_list("event", flat=True))
    assert {"hub.case_opened", "hub.case_decided", "hub.case_appealed", "hub.appeal_decided"} <= events


def test_two_moderators_at_once_make_one_decision(hub: Organisation, asha: Actor, juma: Actor) -> None:
    profile = published()
    case = reported(profile, hub)
    with acting_for(hub.pk):
        moderation.decide(asha, case, keep=True, reason="It is true.", link_to=link_to)
        with pytest.raises(Conflict):
            moderation.decide(juma, case, keep=False, reason="It is not.", link_to=link_to)
    assert is_public(profile)


def test_no_decision_without_a_reason(hub: Organisation, asha: Actor) -> None:
    case = reported(published(), hub)
    with acting_for(hub.pk), pytest.raises(Refused):
        moderation.decide(asha, case, keep=False, reason="  ", link_to=link_to)
    assert not Held.objects.exists()


def test_a_profile_full_of_links_waits_for_a_person(hub: Organisation, asha: Actor) -> None:
    links = " ".join(f"https://shop{n}.example/buy" for n in range(5))
    profile = published(story=f"We sell. {links}")
    assert not is_public(profile)
    assert not is_found(profile)
    with acting_for(hub.pk):
        case = Case.objects.get()
        assert case.cause == Case.Cause.LIMITS
        moderation.decide(asha, case, keep=True, reason="They are their own shops.", link_to=link_to)
    assert is_public(profile)
    assert is_found(profile)
    letters = letters_to(f"manager-{profile.provider_id}@example.org")
    assert "three links" in letters[0]
    assert "is public" in letters[1]


def test_only_the_desk_sees_cases_and_only_the_letter_opens_the_authors_page(
    hub: Organisation, asha: Actor
) -> None:
    profile = published()
    case = reported(profile, hub)
    rival = staff(Role.HUB, organisation("Other hub", Organisation.Kind.HUB), "x@other.example")
    manager = staff(Role.MANAGER, organisation(), "m@else.example")
    assert log_in(rival).get(f"/hub/moderation/{case.pk}/").status_code == 404
    assert log_in(manager).get("/hub/moderation/").status_code == 404
    assert Client().get("/hub/moderation/")["Location"].startswith("/accounts/login/")
    for ticket in (str(case.pk), f"{case.pk}.x", "x" * 500, f"{case.pk}."):
        assert Client().get(f"/moderation/cases/{ticket}/").status_code == 404


def test_the_public_log_counts_and_names_nobody(hub: Organisation, asha: Actor) -> None:
    profile = published("Zebramussel Data")
    case = reported(profile, hub)
    with acting_for(hub.pk):
        moderation.decide(asha, case, keep=False, reason="Zebramussel is closed.", link_to=link_to)
    page = Client().get("/moderation/").content.decode()
    assert "Taken off" in page
    assert "Profile of a provider" in page
    assert "Zebramussel" not in page
    assert "Asha" not in page


@pytest.mark.parametrize(
    "text",
    [
        "We read receipts. See https://amani.example and https://blog.amani.example.",
        "USAID and the ILO pay for our TOEFL and ICDL courses.",
        "យើងវាយបញ្ចូលទិន្នន័យនិងដាក់ស្លាករូបភាពសម្រាប់ក្រុមហ៊ុនក្នុងប្រទេសនិងក្រៅប្រទេសដោយមនុស្សដែលបានទទួលឱកាសដំបូងយើងវាយបញ្ចូលទិន្នន័យ",
        "नहीं नहीं, यह ठीक है।",
    ],
)
def test_ordinary_texts_pass_the_limits(text: str) -> None:
    assert why_held(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("www.a.example www.b.example www.c.example www.d.example", "links"),
        ("casino " * 40, "again and again"),
        ("BUY NOW THE BEST WATCHES IN THE WORLD AT HALF PRICE TODAY", "capitals"),
        ("x" * 300, "without spaces"),
    ],
)
def test_advertising_is_held(text: str, why: str) -> None:
    assert why in why_held(text)


@given(st.text())
def test_the_limits_take_any_text(text: str) -> None:
    assert isinstance(why_held(text), str)

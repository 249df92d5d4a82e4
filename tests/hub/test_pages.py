"""The public hub, its desk, and a provider's own profile, through HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kazi.accounts.models import Organisation, Role
from kazi.channels.letters import send_waiting
from kazi.hub.models import PublicProfile, WorkRequest
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for
from tests.hub.makers import published, staff
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db


def wanted(**said: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()),
        "name": "Ruth",
        "email": "ruth@buyer.example",
        "what": "Read 20,000 receipts a month.",
        "consent": "on",
        **said,
    }


def to_a_provider() -> str:
    """Return the address at which a visitor writes to a provider."""
    profile = PublicProfile.objects.order_by("pk").first() or published()
    return f"/providers/{profile.slug}/"


@pytest.fixture
def hub() -> Organisation:
    org = organisation("Kazi hub", Organisation.Kind.HUB)
    staff(Role.HUB, org, "desk@hub.example")
    return org


def requests_at(hub: Organisation) -> list[WorkRequest]:
    with acting_for(hub.pk):
        return list(WorkRequest.objects.select_related("provider").order_by("pk"))


@pytest.mark.parametrize("path", ["/", "/providers/", "/search/?q=nothing", "/need-work/thanks/"])
def test_the_public_pages_are_there_on_an_empty_system(path: str) -> None:
    assert Client().get(path).status_code == 200


def test_a_published_profile_is_on_the_front_and_each_claim_is_labelled_as_one() -> None:
    profile = published(capacity=120)
    assert "Amani Data" in Client().get("/").content.decode()
    page = Client().get(f"/providers/{profile.slug}/").content.decode()
    assert "120" in page
    assert page.count("Claimed by the provider") >= 5


@pytest.mark.parametrize(
    "query",
    ["amani", "AMÁNI", "kenia", "swahili", "data entry", "kisumu amani", "Données"],
)
def test_a_provider_is_found_by_name_service_language_country_and_town(query: str) -> None:
    published("Amani Données", sites="Nairobi, Kisumu")
    published("Pamoja", country="KH", languages=["km"], services=["annotation"], story="Pictures.")
    page = Client().get("/search/", {"q": query}).content.decode()
    assert "Amani" in page
    assert "Pamoja" not in page


@pytest.mark.parametrize("query", ["%", "_", "amani'", '"><script>alert(1)</script>', "a" * 5000, "\x00x"])
def test_an_odd_search_finds_nothing_and_breaks_nothing(query: str) -> None:
    published()
    answer = Client().get("/search/", {"q": query})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert "Amani Data" not in answer.content.decode()


def test_the_name_comes_before_a_mention() -> None:
    published("Receipts United")
    published("Amani", story="We know receipts.")
    page = Client().get("/search/", {"q": "receipts"}).content.decode()
    assert page.index("Receipts United") < page.index("Amani")


def test_a_long_list_takes_no_more_questions_than_a_short_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        published(f"Provider {number}")
    with django_assert_max_num_queries(3):
        page = Client().get("/providers/").content.decode()
    assert page.count('class="card provider"') == 24
    assert "Provider 0<" in Client().get("/providers/?page=2").content.decode()


def test_demo_providers_stay_out_of_a_real_hub() -> None:
    profile = published()
    PublicProfile.objects.filter(pk=profile.pk).update(is_demo=True)
    assert "Amani Data" not in Client().get("/").content.decode()
    assert Client().get(f"/providers/{profile.slug}/").status_code == 404


def test_a_request_for_work_reaches_the_desk_and_its_sender(hub: Organisation) -> None:
    said = wanted()
    assert Client().post(to_a_provider(), said)["Location"] == "/need-work/thanks/"
    assert Client().post(to_a_provider(), said)["Location"] == "/need-work/thanks/"  # Sent twice.
    (request,) = requests_at(hub)
    assert (request.name, request.state) == ("Ruth", "new")
    assert send_waiting() == 3
    letters = {letter.to[0]: str(letter.body) for letter in mail.outbox}
    assert f"/hub/requests/{request.pk}/" in letters["desk@hub.example"]
    assert "receipts" not in letters["ruth@buyer.example"]  # A confirmation carries nothing to others.


def test_a_request_finds_a_desk_where_no_hub_was_made_yet() -> None:
    Client().post(to_a_provider(), wanted())
    hub = Organisation.objects.get(kind=Organisation.Kind.HUB)
    assert len(requests_at(hub)) == 1


def test_a_message_to_a_provider_reaches_its_managers_and_the_desk(hub: Organisation) -> None:
    profile = published()
    Client().post(f"/providers/{profile.slug}/", wanted(what="Can you read Swahili receipts?"))
    (request,) = requests_at(hub)
    assert request.provider == profile
    send_waiting()
    (letter,) = [one for one in mail.outbox if one.to == [f"manager-{profile.provider_id}@example.org"]]
    assert "Swahili receipts" in str(letter.body)
    assert letter.reply_to == ["ruth@buyer.example"]


@pytest.mark.parametrize("lacking", ["name", "email", "what", "consent"])
def test_what_is_lacking_is_said_and_nothing_is_sent(hub: Organisation, lacking: str) -> None:
    page = Client().post(to_a_provider(), wanted() | {lacking: ""})
    assert page.status_code == 200
    assert f'id="id_{lacking}_error"' in page.content.decode()
    assert requests_at(hub) == []


def test_a_machine_that_fills_the_trap_is_thanked_and_leaves_nothing(hub: Organisation) -> None:
    answer = Client().post(to_a_provider(), wanted(website="https://spam.example"))
    assert answer["Location"] == "/need-work/thanks/"
    assert requests_at(hub) == []
    assert send_waiting() == 0


def test_one_address_cannot_flood_the_desk(hub: Organisation) -> None:
    statuses = [
        Client().post(to_a_provider(), wanted(email=f"r{number}@buyer.example")).status_code
        for number in range(12)
    ]
    assert statuses == [302] * 10 + [429] * 2
    assert len(requests_at(hub)) == 10


def test_one_sender_cannot_be_flooded_with_confirmations(hub: Organisation) -> None:
    for number in range(7):
        Client(REMOTE_ADDR=f"10.0.0.{number + 1}").post(to_a_provider(), wanted())
    assert len(requests_at(hub)) == 5


def test_the_desk_sees_the_oldest_first_and_notes_what_was_done(hub: Organisation) -> None:
    for name in ("Ruth", "Omar"):
        Client().post(to_a_provider(), wanted(name=name))
    desk = log_in(join("desk", hub, Role.HUB))
    page = desk.get("/hub/").content.decode()
    assert page.index("Ruth") < page.index("Omar")
    first, _second = requests_at(hub)
    assert desk.get(f"/hub/requests/{first.pk}/").status_code == 200
    assert requests_at(hub)[0].state == "seen"
    desk.post(f"/hub/requests/{first.pk}/", {"state": "answered", "notes": "Proposed Amani Data."})
    assert requests_at(hub)[0].notes == "Proposed Amani Data."
    assert "Ruth" not in desk.get("/hub/").content.decode()
    assert "Ruth" in desk.get("/hub/?state=answered").content.decode()
    with acting_for(hub.pk):
        told = list(
            Entry.objects.filter(event="hub.work_request_changed").values_list("data__state", flat=True)
        )
    assert told == ["seen", "answered"]


def test_only_hub_staff_of_this_hub_sit_at_the_desk(hub: Organisation) -> None:
    Client().post(to_a_provider(), wanted())
    (request,) = requests_at(hub)
    manager = log_in(join("achieng", organisation(), Role.MANAGER))
    other_hub = log_in(join("other", organisation("Other hub", Organisation.Kind.HUB), Role.HUB))
    for path in ("/hub/", f"/hub/requests/{request.pk}/"):
        assert manager.get(path).status_code == 404
        assert Client().get(path)["Location"].startswith("/accounts/login/")
    assert other_hub.get(f"/hub/requests/{request.pk}/").status_code == 404
    assert "Ruth" not in other_hub.get("/hub/").content.decode()


CLAIMS = {
    "story": "We label pictures.",
    "services": ["annotation", "text"],
    "languages": ["sw"],
    "place": "both",
    "capacity": "40",
    "sites": "Mombasa",
}


def test_a_manager_keeps_a_draft_and_then_publishes_it() -> None:
    org = organisation("Pwani Works")
    manager = log_in(join("salma", org, Role.MANAGER))
    assert manager.post("/hub/profile/", CLAIMS | {"do": "keep"}).status_code == 302
    assert "Pwani Works" not in Client().get("/providers/").content.decode()
    assert manager.post("/hub/profile/", CLAIMS | {"do": "publish"}).status_code == 302
    page = Client().get(f"/providers/{org.slug}/").content.decode()
    assert "We label pictures." in page
    assert "At a centre and from home" in page
    manager.post("/hub/profile/", CLAIMS | {"story": "Not yet public.", "do": "keep"})
    assert "Not yet public." not in Client().get(f"/providers/{org.slug}/").content.decode()
    assert "Not yet public." in manager.get("/hub/profile/").content.decode()
    manager.post("/hub/profile/", {"do": "withdraw"})
    assert Client().get(f"/providers/{org.slug}/").status_code == 404


def test_an_empty_profile_is_not_published() -> None:
    org = organisation()
    page = log_in(join("salma", org, Role.MANAGER)).post("/hub/profile/", {"place": "home", "do": "publish"})
    assert "say who you are" in page.content.decode()
    assert not PublicProfile.objects.exists()


def test_a_service_that_does_not_exist_is_refused() -> None:
    org = organisation()
    page = log_in(join("salma", org, Role.MANAGER)).post("/hub/profile/", CLAIMS | {"services": ["magic"]})
    assert page.status_code == 200
    assert 'id="id_services_error"' in page.content.decode()


def test_only_a_providers_manager_edits_its_profile() -> None:
    org = organisation()
    assert log_in(join("worker", org)).get("/hub/profile/").status_code == 404
    client = organisation("Buyer", Organisation.Kind.CLIENT)
    assert log_in(join("ruth", client, Role.CLIENT)).get("/hub/profile/").status_code == 404
    assert Client().get("/hub/profile/")["Location"].startswith("/accounts/login/")

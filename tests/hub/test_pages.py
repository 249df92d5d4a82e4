"""The public hub, its desk, and a provider's own profile, through HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

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


LETTER = "/write-to-us/"


@pytest.fixture
def hub() -> Organisation:
    org = organisation("Kazi hub", Organisation.Kind.HUB)
    staff(Role.HUB, org, "desk@hub.example")
    return org


def requests_at(hub: Organisation) -> list[WorkRequest]:
    with acting_for(hub.pk):
        return list(WorkRequest.objects.select_related("provider").order_by("pk"))


@pytest.mark.parametrize("path", ["/", "/providers/", "/search/?q=nothing", "/write-to-us/thanks/"])
def test_the_public_pages_are_there_on_an_empty_system(path: str) -> None:
    assert Client().get(path).status_code == 200


def test_a_published_profile_is_on_the_front_and_each_claim_is_labelled_as_one() -> None:
    profile = published(capacity=120)
    assert "Amani Data" in Client().get("/").content.decode()
    page = Client().get(f"/providers/{profile.slug}/").content.decode()
    assert "120" in page
    assert page.count("Claimed by the provider") >= 2


def test_demo_providers_stay_out_of_a_real_hub() -> None:
    profile = published()
    PublicProfile.objects.filter(pk=profile.pk).update(is_demo=True)
    assert "Amani Data" not in Client().get("/").content.decode()
    assert Client().get(f"/providers/{profile.slug}/").status_code == 404


def test_a_request_for_work_reaches_the_desk_and_its_sender(hub: Organisation) -> None:
    said = wanted()
    assert Client().post(LETTER, said)["Location"] == "/write-to-us/thanks/"
    assert Client().post(LETTER, said)["Location"] == "/write-to-us/thanks/"  # Sent twice.
    (request,) = requests_at(hub)
    assert (request.name, request.state) == ("Ruth", "new")
    assert send_waiting() == 2
    letters = {letter.to[0]: str(letter.body) for letter in mail.outbox}
    assert f"/hub/requests/{request.pk}/" in letters["desk@hub.example"]
    assert "receipts" not in letters["ruth@buyer.example"]  # A confirmation carries nothing to others.


def test_a_request_finds_a_desk_where_no_hub_was_made_yet() -> None:
    Client().post(LETTER, wanted())
    hub = Organisation.objects.get(kind=Organisation.Kind.HUB)
    assert len(requests_at(hub)) == 1


@pytest.mark.parametrize("lacking", ["name", "email", "what", "consent"])
def test_what_is_lacking_is_said_and_nothing_is_sent(hub: Organisation, lacking: str) -> None:
    page = Client().post(LETTER, wanted() | {lacking: ""})
    assert page.status_code == 200
    assert f'id="id_{lacking}_error"' in page.content.decode()
    assert requests_at(hub) == []


def test_a_machine_that_fills_the_trap_is_thanked_and_leaves_nothing(hub: Organisation) -> None:
    answer = Client().post(LETTER, wanted(website="https://spam.example"))
    assert answer["Location"] == "/write-to-us/thanks/"
    assert requests_at(hub) == []
    assert send_waiting() == 0


def test_one_address_cannot_flood_the_desk(hub: Organisation) -> None:
    statuses = [
        Client().post(LETTER, wanted(email=f"r{number}@buyer.example")).status_code for number in range(12)
    ]
    assert statuses == [302] * 10 + [429] * 2
    assert len(requests_at(hub)) == 10


def test_one_sender_cannot_be_flooded_with_confirmations(hub: Organisation) -> None:
    for number in range(7):
        Client(REMOTE_ADDR=f"10.0.0.{number + 1}").post(LETTER, wanted())
    assert len(requests_at(hub)) == 5


def test_the_desk_sees_the_oldest_first_and_notes_what_was_done(hub: Organisation) -> None:
    for name in ("Ruth", "Omar"):
        Client().post(LETTER, wanted(name=name))
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
    Client().post(LETTER, wanted())
    (request,) = requests_at(hub)
    manager = log_in(join("achieng", organisation(), Role.MANAGER))
    other_hub = log_in(join("other", organisation("Other hub", Organisation.Kind.HUB), Role.HUB))
    for path in ("/hub/", f"/hub/requests/{request.pk}/"):
        assert manager.get(path).status_code == 404
        assert Client().get(path)["Location"].startswith("/accounts/login/")
    assert other_hub.get(f"/hub/requests/{request.pk}/").status_code == 404
    assert "Ruth" not in other_hub.get("/hub/").content.decode()


ABOUT = {"story": "We label pictures.", "stage": "growing", "archetype": "issp", "founded": "2016"}
SERVICES = {
    "services": ["annotation", "text"],
    "languages": ["sw"],
    "place": "both",
    "capacity": "40",
    "security": ["clean-desk"],
}


def test_a_manager_keeps_a_draft_and_then_publishes_it() -> None:
    org = organisation("Pwani Works")
    manager = log_in(join("salma", org, Role.MANAGER))
    assert manager.post("/hub/profile/about/", ABOUT).status_code == 302
    assert manager.post("/hub/profile/services/", SERVICES).status_code == 302
    assert "Pwani Works" not in Client().get("/providers/").content.decode()
    assert manager.post("/hub/profile/", {"do": "publish"}).status_code == 302
    page = Client().get(f"/providers/{org.slug}/").content.decode()
    for told in (
        "We label pictures.",
        "At a centre and from home",
        "Growing",
        "Clean desks",
        "Working since",
    ):
        assert told in page
    manager.post("/hub/profile/about/", ABOUT | {"story": "Not yet public."})
    assert "Not yet public." not in Client().get(f"/providers/{org.slug}/").content.decode()
    assert "is not public yet" in manager.get("/hub/profile/").content.decode()
    manager.post("/hub/profile/", {"do": "withdraw"})
    assert Client().get(f"/providers/{org.slug}/").status_code == 404


def test_an_empty_profile_is_not_published() -> None:
    org = organisation()
    page = log_in(join("salma", org, Role.MANAGER)).post("/hub/profile/", {"do": "publish"})
    assert "say who you are" in page.content.decode()
    assert not PublicProfile.objects.exists()


@pytest.mark.parametrize(
    ("part", "said", "field"),
    [
        ("services", SERVICES | {"services": ["magic"]}, "services"),
        ("services", SERVICES | {"security": ["certified"]}, "security"),
        ("services", SERVICES | {"capacity": "-4"}, "capacity"),
        ("services", SERVICES | {"capacity": "99999999999999999999"}, "capacity"),
        ("about", ABOUT | {"founded": "2999"}, "founded"),
        ("about", ABOUT | {"website": "javascript:alert(1)"}, "website"),
        ("about", ABOUT | {"story": "Hello <script>alert(1)</script>"}, "story"),
        ("about", ABOUT | {"archetype": "pyramid"}, "archetype"),
    ],
)
def test_what_cannot_be_is_refused_with_one_line(part: str, said: dict[str, Any], field: str) -> None:
    page = log_in(join("salma", organisation(), Role.MANAGER)).post(f"/hub/profile/{part}/", said)
    assert page.status_code == 422
    assert page.content.decode().count('class="error"') == 1
    assert f'id="id_{field}_error"' in page.content.decode()


def test_only_a_providers_manager_edits_its_profile() -> None:
    org = organisation()
    client = organisation("Buyer", Organisation.Kind.CLIENT)
    strangers = [log_in(join("worker", org)), log_in(join("ruth", client, Role.CLIENT))]
    for part in ("", "about/", "services/", "stories/", "figures/", "live/", "references/", "introductions/"):
        for stranger in strangers:
            assert stranger.get(f"/hub/profile/{part}").status_code == 404
        assert Client().get(f"/hub/profile/{part}")["Location"].startswith("/accounts/login/")

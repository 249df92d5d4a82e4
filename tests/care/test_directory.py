"""The public directory, who may change it, and the question whether a service is still there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.care.models import Doubt, Keeping, LocalService
from kazi.care.queries.directory import Asked, directory
from kazi.care.services.keeping import FRESH_FOR, ask_due
from kazi.channels.models import Letter
from kazi.kernel.tenancy import acting_for
from tests.care.makers import a_service, hub_staff
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db
OPEN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # Monday, 10:00 in Nairobi.
FORM = {
    "name": "Night Clinic", "needs": ["clinic"], "utc_offset": "3", "status": "active", "days_1": ["0", "5"],
    "opens_1": "18:00", "closes_1": "02:00", "town": "Nairobi", "country": "ke", "languages": "sw, en",
}  # fmt: skip


def names(asked: Asked, now: datetime = OPEN) -> list[str]:
    return [card.service.name for card in directory(asked, now).cards]


def test_people_find_what_they_need_near_them_and_open() -> None:
    a_service()
    a_service("Night Clinic", needs=["clinic"], hours=[([0], 1080, 1380)], latitude=-4.04, longitude=39.66,
              town="Mombasa", is_free=False, languages=["en"])  # fmt: skip
    assert names(Asked(need="childcare")) == ["Baby Garden"]
    assert names(Asked(words="nigth clinic")) == ["Night Clinic"]  # A slip of the finger is forgiven.
    assert names(Asked(town="Mombasa")) == names(Asked(language="en", cost="paid")) == ["Night Clinic"]
    assert names(Asked(open_now=True)) == ["Baby Garden"]
    assert names(Asked(open_now=True), OPEN + timedelta(hours=9)) == ["Night Clinic"]
    assert names(Asked(near="Mombasa")) == names(Asked(near="-4, 39.6")) == ["Night Clinic", "Baby Garden"]
    assert names(Asked(near="Atlantis")) == names(Asked())


def test_pages_show_what_can_be_called(client: Client) -> None:
    service = a_service()
    with time_machine.travel(OPEN, tick=False):
        listed = client.get("/local-services/?need=childcare").content.decode()
        page = client.get(f"/local-services/{service.pk}/").content.decode()
    assert "Baby Garden" in listed
    assert 'href="tel:+254205550100"' in page
    assert "Open now" in page
    assert "08:00–17:00" in page
    assert "<p>Childcare</p>" in listed  # What it helps with: a name alone does not say so.
    assert "Leave quickly" not in page
    assert "No service fits" in client.get("/local-services/?q=zzz").content.decode()


def test_the_page_of_a_service_for_a_private_need_can_be_left_quickly(client: Client) -> None:
    service = a_service("Safe house", needs=["violence"])
    assert "Leave quickly" in client.get(f"/local-services/{service.pk}/").content.decode()


def test_a_reader_may_doubt_a_listing_without_a_name(client: Client) -> None:
    service = a_service()
    for _twice in range(2):
        client.post(f"/local-services/{service.pk}/", {"text": "The number is dead."})
    assert Doubt.objects.get().text == "The number is dead."
    staff = log_in(hub_staff())
    assert "The number is dead." in staff.get("/hub/local-services/").content.decode()
    staff.post(f"/local-services/{service.pk}/edit/", FORM)
    assert Doubt.objects.filter(settled_at=None).count() == 0


def test_only_hub_staff_and_the_service_itself_change_a_listing(org: Organisation, worker: Actor) -> None:
    service, other = a_service(), a_service("Other")
    own = organisation("Baby Garden Trust", Organisation.Kind.SERVICE)
    keeper = join("desk", own, Role.SERVICE)
    assert service.organisation is not None
    with acting_for(own.pk):
        Keeping.objects.create(listing=service.organisation)
    manager = join("boss", org, Role.MANAGER)
    path = f"/local-services/{service.pk}/edit/"
    assert log_in(keeper).post(path, FORM).status_code == 302
    service.refresh_from_db()
    assert (service.name, service.languages) == ("Night Clinic", ["en", "sw"])
    assert [one.words for one in service.spans] == ["18:00–02:00", "18:00–02:00"]
    for actor in (manager, worker):
        assert log_in(actor).post(path, FORM).status_code == 404
        assert log_in(actor).get("/hub/local-services/").status_code == 404
    assert log_in(keeper).get(f"/local-services/{other.pk}/edit/").status_code == 404
    assert log_in(keeper).get("/hub/local-services/new/").status_code == 404


def test_a_form_with_days_and_no_times_is_refused() -> None:
    answer = log_in(hub_staff()).post("/hub/local-services/new/", {**FORM, "closes_1": ""})
    assert answer.status_code == 422
    assert LocalService.objects.count() == 0


def asked_link() -> str:
    letter = Letter.objects.latest("due_at")
    found = re.search(r"/local-services/checks/\S+", letter.text)
    assert found is not None
    return found[0]


def test_a_service_is_asked_when_half_a_year_has_passed_and_answers_once(client: Client) -> None:
    service = a_service()
    today = timezone.localdate()
    assert ask_due(today) == 0
    later = today + FRESH_FOR
    assert (ask_due(later), ask_due(later)) == (1, 0)
    link = asked_link()
    assert client.get(link).status_code == 200
    assert client.post(link, {"said": "perhaps"}).status_code == 422
    assert client.post(link, {"said": "right"}).status_code == 200
    assert client.post(link, {"said": "closed"}).status_code == 404  # Good once.
    service.refresh_from_db()
    assert (service.check_state, service.status, service.checked_on) == ("fresh", "active", today)


def test_silence_brings_a_new_link_and_ends_the_old_one(client: Client) -> None:
    a_service()
    later = timezone.localdate() + FRESH_FOR
    ask_due(later)
    old = asked_link()
    assert ask_due(later + timedelta(days=30)) == 1
    assert client.get(old).status_code == 404
    assert client.post(asked_link(), {"said": "closed"}).status_code == 200
    assert names(Asked()) == []  # What has closed is found no more.


def test_a_forged_link_opens_nothing(client: Client) -> None:
    a_service()
    ask_due(timezone.localdate() + FRESH_FOR)
    link = asked_link()
    assert client.get(link[:-3] + "aa/").status_code == 404

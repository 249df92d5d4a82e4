"""Maps of services and of unmet needs: what the table says, never more."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kazi.accounts.models import Organisation, Role
from kazi.care.queries.places import spots, towns
from kazi.care.services.unmet import count_unmet
from kazi.hub.models import Advocate
from tests.care.makers import a_service, hub_staff, with_address
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db


def circles(page: str) -> int:
    return page.count("<circle")


def test_services_stand_at_their_town_in_their_country_and_lead_there(client: Client) -> None:
    a_service()
    a_service("Night Clinic", needs=["clinic"])
    a_service("Sea Clinic", needs=["clinic"], town="Mombasa", latitude=-4.04, longitude=39.66)
    a_service("Ganga Point", needs=["clinic"], town="Kolkata", country="IN", latitude=22.57, longitude=88.36)
    a_service("Nowhere Desk", town="Atlantis", latitude=None, longitude=None)
    page = client.get("/local-services/").content.decode()
    assert page.count('class="places"') == 2
    assert "Nairobi: 2 services" in page
    assert "Mombasa: 1 service" in page
    assert circles(page) == 3
    assert "Local services in Kenya" in page
    assert '<a href="?town=Atlantis">' in page  # No place on a map, but in the table.
    found = client.get("/local-services/?need=clinic").content.decode()
    assert "Nairobi: 1 service" in found
    link = re.findall(r'<a href="([^"]*town=Nairobi)" aria-label', found)[0].replace("&amp;", "&")
    there = client.get(link).content.decode()
    assert "Night Clinic" in there
    assert "Baby Garden" not in there


def test_a_town_name_of_two_countries_is_placed_in_neither(db: None) -> None:
    a_service(town="Victoria", country="SC", latitude=-4.62, longitude=55.45)
    a_service("Other", town="Victoria", country="CA", latitude=48.4, longitude=-123.4)
    assert set(towns()) == {("victoria", "SC"), ("victoria", "CA")}
    assert [one.point for one in spots({"Victoria": 2})] == [None]


def test_the_middle_of_a_town_is_that_of_its_places(db: None) -> None:
    a_service(latitude=-1.0, longitude=36.0)
    a_service("Other", latitude=-2.0, longitude=37.0)
    ((name, middle),) = towns().items()
    assert name == ("nairobi", "KE")
    assert list(middle) == pytest.approx([-1.5, 36.5])
    assert spots({"nairobi": 4})[0].point == middle


def test_unmet_needs_are_on_the_map_from_ten_on_and_in_whole_tens_as_in_the_table(client: Client) -> None:
    a_service()
    a_service("Sea Clinic", town="Mombasa", latitude=-4.04, longitude=39.66)
    for need, town, n in (("food", "Nairobi", 27), ("school", "Nairobi", 11), ("food", "Mombasa", 9)):
        for _each in range(n):
            count_unmet(need, town, "KE")
    page = client.get("/care/unmet/").content.decode()
    assert circles(page) == 1
    title = re.findall(r"<title>(Nairobi[^<]*)</title>", page)[0]
    assert "at least 20" in title
    assert "at least 10" in title
    assert not {"27", "11", "38", "37"} & set(re.findall(r"\d+", title))
    assert "Mombasa" not in page
    before = page
    count_unmet("food", "Nairobi", "KE")
    count_unmet("food", "Unplaced", "KE")
    assert client.get("/care/unmet/").content.decode() == before


def test_a_need_in_a_town_that_nobody_can_place_stays_in_the_table(client: Client) -> None:
    for _each in range(10):
        count_unmet("food", "Kibera", "KE")
    page = client.get("/care/unmet/").content.decode()
    assert circles(page) == 0
    assert "Kibera, KE" in page


def test_the_desk_says_when_advocates_were_asked_and_asks_again_at_the_next_ten(db: None) -> None:
    org = organisation("Haki Kwa Wote", Organisation.Kind.ADVOCATE)
    with_address(join("njeri", org, Role.ADVOCATE), "njeri@haki.example")
    Advocate.objects.create(
        organisation=org,
        kind="network",
        name="Haki",
        slug="haki",
        about="A",
        countries=["KE"],
        is_public=True,
    )
    for _each in range(10):
        count_unmet("food", "Kibera", "KE")
    browser = log_in(hub_staff())
    wanted = {"need": "food", "town": "Kibera", "country": "KE"}
    assert "Ask advocates" in browser.get("/hub/local-services/").content.decode()
    assert browser.post("/hub/local-services/appeal/", wanted).status_code == 302
    page = browser.get("/hub/local-services/").content.decode()
    assert "advocates asked on" in page
    assert "Ask advocates" not in page
    for _each in range(10):
        count_unmet("food", "Kibera", "KE")
    assert "Ask advocates" in browser.get("/hub/local-services/").content.decode()

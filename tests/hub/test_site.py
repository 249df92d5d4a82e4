"""What search engines, other sites and readers of advocates see."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.hub.models import Advocate, PublicProfile
from kazi.hub.pages import site
from kazi.hub.rules.rotation import turn
from kazi.hub.services import moderation
from kazi.hub.services.advocates import index
from kazi.kernel.tenancy import acting_for
from kazi.search.models import SearchDoc
from tests.hub.makers import published, staff
from tests.makers import log_in, organisation

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/providers/",
    "/advocates/",
    "/moderation/",
    "/for-your-site/",
    "/need-work/",
    "/statistics/",
    "/countries/",
    "/resources/",
    "/news/",
    "/standards/",
    "/certificates/log/",
)
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def advocate(name: str = "Baobab Fund", **said: object) -> Advocate:
    given = {
        "kind": "foundation",
        "about": "They pay for the training of people without a first job.",
        "source": "A report",
        "source_on": date(2024, 5, 1),
    }
    made = Advocate(name=name, slug=name.lower().replace(" ", "-"), **(given | said))
    made.save()
    return made


@pytest.fixture
def asha(db: None) -> Actor:
    return staff(Role.HUB, organisation("Kazi hub", Organisation.Kind.HUB), "asha@hub.example")


def faults_of(path: str, text: str) -> list[str]:
    """Return what an audit of a page's head and headings would complain about."""
    page = html.fromstring(text)
    languages = {"en", "sw", "ar"}

    def said(query: str) -> list[str]:
        return [str(one) for one in page.xpath(query)]

    titles = said("//head/title/text()")
    descriptions = said("//head/meta[@name='description']/@content")
    canonicals = said("//head/link[@rel='canonical']/@href")
    tongues = dict(zip(said("//link[@hreflang][@rel='alternate']/@hreflang"),
                       said("//link[@hreflang][@rel='alternate']/@href"), strict=True))  # fmt: skip
    links = [
        "".join(link.itertext()).strip() or link.get("aria-label", "") for link in page.xpath("//a[@href]")
    ]
    faults = []
    if len(titles) != 1 or not 5 < len(titles[0].strip()) < 90:
        faults.append(f"title {titles}")
    if len(descriptions) != 1 or not 20 <= len(descriptions[0].strip()) <= 200:
        faults.append(f"description {descriptions}")
    if len(canonicals) != 1 or not canonicals[0].startswith("http://testserver/"):
        faults.append(f"canonical {canonicals}")
    if set(tongues) != languages | {"x-default"} or len(set(tongues.values())) != len(languages) + 1:
        faults.append(f"hreflang {tongues}")
    if len(page.xpath("//h1")) != 1:
        faults.append("not one h1")
    if not page.get("lang") or not page.get("dir"):
        faults.append("lang or dir")
    if not said("//meta[@name='viewport']/@content"):
        faults.append("viewport")
    if said("//meta[@name='robots']/@content"):
        faults.append("robots may not index it")
    faults += [
        f"link text {text!r}" for text in links if len(text) < 2 or text.lower() in {"here", "click here"}
    ]
    faults += [f"og {name}" for name in ("title", "description", "url", "image", "type")
               if not "".join(said(f"//meta[@property='og:{name}']/@content")).strip()]  # fmt: skip
    for data in said("//script[@type='application/ld+json']/text()"):
        kinds = json.loads(data)
        if "schema.org" not in str(kinds) or "@type" not in str(kinds):
            faults.append("json-ld")
    return [f"{path}: {fault}" for fault in faults]


@pytest.mark.parametrize("language", ["en", "sw", "ar"])
def test_every_public_page_has_what_search_engines_look_for(language: str) -> None:
    profile, one = published(story="We read receipts and forms for shops in Kenya."), advocate()
    faults = []
    for path in (*PAGES, f"/providers/{profile.slug}/", f"/advocates/{one.slug}/"):
        answer = Client().get(path, {"lang": language})
        assert answer.status_code == 200
        faults += faults_of(path, answer.content.decode())
    assert faults == []


def test_the_audit_would_notice() -> None:
    bare = '<html><head><title>x</title></head><body><h1>a</h1><h1>b</h1><a href="/">here</a></body></html>'
    assert len(faults_of("/", bare)) >= 8


def test_what_is_personal_is_not_for_search_engines() -> None:
    text = Client().get("/robots.txt").content.decode()
    for path in ("/accounts/", "/hub/", "/claims/", "/report/"):
        assert f"Disallow: {path}\n" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_the_sitemap_leads_to_every_public_page_and_to_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "ON_A_SITEMAP", 2)
    slugs = [published(f"Provider {number}").slug for number in range(3)]
    hidden = published("Hidden")
    PublicProfile.objects.filter(pk=hidden.pk).update(is_demo=True)
    advocate()
    advocate("Not shown", is_public=False)
    index = etree.fromstring(Client().get("/sitemap.xml").content)
    parts = [str(one.text) for one in index.iter(f"{SITEMAP}loc")]
    assert "http://testserver/sitemap-providers-2.xml" in parts
    found = []
    for part in parts:
        answer = Client().get(part.removeprefix("http://testserver"))
        assert answer["Content-Type"].startswith("application/xml")
        tree = etree.fromstring(answer.content)
        found += [str(one.text) for one in tree.iter(f"{SITEMAP}loc")]
    wanted = {f"http://testserver/providers/{slug}/" for slug in slugs}
    assert wanted | {"http://testserver/", "http://testserver/advocates/baobab-fund/"} <= set(found)
    assert not any("hidden" in one or "not-shown" in one for one in found)
    assert len(found) == len(set(found))
    for one in found:
        assert Client().get(one.removeprefix("http://testserver")).status_code == 200
    assert Client().get("/sitemap-providers-9.xml").status_code == 404
    assert Client().get("/sitemap-people-1.xml").status_code == 404


def test_demo_pages_are_in_the_sitemap_of_a_demo_only(settings: Settings) -> None:
    PublicProfile.objects.filter(pk=published().pk).update(is_demo=True)
    assert b"<loc>" not in Client().get("/sitemap-providers-1.xml").content
    settings.DEMO = True
    assert b"<loc>" in Client().get("/sitemap-providers-1.xml").content


def test_a_card_may_stand_on_other_sites_and_nothing_else_may(settings: Settings) -> None:
    settings.KAZI_KEEP_PAGES_SECONDS = 60
    profile = published()
    browser = log_in(staff(Role.MANAGER, organisation(), "salma@else.example"))
    for client in (browser, Client(), Client()):
        card = client.get(f"/embed/providers/{profile.slug}/?lang=sw")
        assert "frame-ancestors *" in card["Content-Security-Policy"]
        assert "X-Frame-Options" not in card
        assert not card.cookies
        text = card.content.decode()
        assert "Amani Data" in text
        assert "Salma" not in text
        assert not re.search(r"<script|<form|\sstyle=", text)
    for path in ("/", f"/providers/{profile.slug}/"):
        page = Client().get(path)
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert Client().get("/embed/providers/nobody/").status_code == 404


def test_the_lines_to_copy_name_the_chosen_provider() -> None:
    profile = published()
    page = Client().get("/for-your-site/", {"q": "amani"}).content.decode()
    assert f"?provider={profile.slug}" in page
    page = Client().get("/for-your-site/", {"provider": profile.slug}).content.decode()
    assert f"&lt;iframe src=&quot;http://testserver/embed/providers/{profile.slug}/" in page.replace(
        '"', "&quot;"
    )
    assert Client().get("/for-your-site/", {"provider": "\x00../x", "q": "\x00"}).status_code == 200


@given(st.integers(1, 60), st.integers(1, 9), st.integers(1, 700_000))
def test_everybody_has_the_same_number_of_turns_on_the_front(total: int, places: int, first: int) -> None:
    shown = [0] * total
    for day in range(total):
        for start, end in turn(date.fromordinal(first + day), total, places):
            for one in range(start, end):
                shown[one] += 1
    assert len(set(shown)) == 1
    assert shown[0] >= 1


def test_the_front_counts_what_it_can_show() -> None:
    for number in range(8):
        published(f"Provider {number}", country="KE" if number % 2 else "IN")
    advocate()
    page = " ".join(Client().get("/").content.decode().split())
    assert re.search(r"<dt>Providers</dt> <dd>\s*8\s*</dd>", page)
    assert re.search(r"<dt>Countries they work in</dt> <dd>\s*2\s*</dd>", page)
    assert "Counted on" in page
    assert len(re.findall('class="card provider"', page)) >= 6


def test_advocates_are_listed_by_kind_and_country_with_their_source() -> None:
    advocate(countries=["KE"], funds="Grants for training.")
    advocate("Lake Network", kind="network", countries=["UG"])
    advocate("World Study", kind="research")
    page = Client().get("/advocates/", {"kind": "network"}).content.decode()
    assert "Lake Network" in page
    assert "Baobab Fund" not in page
    page = Client().get("/advocates/", {"country": "KE"}).content.decode()
    assert "Baobab Fund" in page
    assert "World Study" in page  # It works everywhere.
    assert "Lake Network" not in page
    assert "Nobody of this kind" in Client().get("/advocates/?kind=government").content.decode()
    assert Client().get("/advocates/?kind=x&country=<script>&page=99").status_code == 200
    page = Client().get("/advocates/baobab-fund/").content.decode()
    assert "Grants for training." in page
    assert "Source: A report" in page


def test_hub_staff_write_only_with_a_dated_source(asha: Actor) -> None:
    said = {
        "name": "Baobab Fund",
        "kind": "foundation",
        "about": "They train.",
        "countries": "Kenya, UG",
        "is_public": "on",
    }
    desk = log_in(asha)
    assert not Advocate.objects.exists()
    page = desk.post("/hub/advocates/new/", said).content.decode()
    assert 'id="id_source_error"' in page
    assert 'id="id_source_on_error"' in page
    said |= {"source": "Annual report 2024", "source_on": "2024-12-31", "website": "baobab.example"}
    assert desk.post("/hub/advocates/new/", said).status_code == 302
    one = Advocate.objects.get()
    assert (one.countries, one.slug, one.website) == (["KE", "UG"], "baobab-fund", "https://baobab.example")
    assert SearchDoc.objects.get(kind="advocate").ref == "baobab-fund"
    again = desk.post("/hub/advocates/new/", said).content.decode()
    assert "An advocate of this name is here already." in again
    page = desk.post(f"/hub/advocates/{one.pk}/", said | {"countries": "Atlantis"}).content.decode()
    assert "“Atlantis” is no country we know." in page
    desk.post(f"/hub/advocates/{one.pk}/", said | {"is_public": ""})
    assert Client().get("/advocates/baobab-fund/").status_code == 404
    assert not SearchDoc.objects.filter(kind="advocate").exists()


def test_an_advocate_writes_its_own_page_and_no_other(asha: Actor) -> None:
    org = organisation("Savanna Trust", Organisation.Kind.ADVOCATE)
    own = log_in(staff(Role.ADVOCATE, org, "rehema@savanna.example"))
    said = {"name": "Savanna Trust", "kind": "network", "about": "We connect.", "is_public": "on"}
    assert own.post("/hub/advocate/", said).status_code == 302
    one = Advocate.objects.get()
    assert one.organisation == org
    assert "Written by the advocate itself" in Client().get(f"/advocates/{one.slug}/").content.decode()
    other = advocate()
    assert own.get(f"/hub/advocates/{other.pk}/").status_code == 404
    assert log_in(asha).get("/hub/advocate/").status_code == 404
    assert (
        log_in(staff(Role.MANAGER, organisation(), "m@else.example")).get("/hub/advocate/").status_code == 404
    )


def test_an_advocate_that_was_taken_off_is_nowhere(asha: Actor) -> None:
    advocate()
    index(Advocate.objects.get())
    case = moderation.hold("advocate", "baobab-fund", "It looks like a trick.")
    assert Client().get("/advocates/baobab-fund/").status_code == 404
    assert not SearchDoc.objects.filter(kind="advocate").exists()
    with acting_for(asha.org_id):
        moderation.decide(asha, case, keep=True, reason="It is none.", link_to=str)
    assert Client().get("/advocates/baobab-fund/").status_code == 200
    assert SearchDoc.objects.filter(kind="advocate").exists()

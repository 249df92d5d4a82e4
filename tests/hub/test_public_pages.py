"""Public pages are kept, the same for everybody, and never a page for one person."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from kazi.accounts.models import Role
from kazi.hub.models import PublicProfile
from kazi.kernel.public_pages import forget_pages
from tests.hub.makers import published
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeping(settings: Settings) -> None:
    settings.KAZI_KEEP_PAGES_SECONDS = 60


def test_the_second_visitor_costs_the_database_nothing(
    keeping: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    published()
    first = Client().get("/providers/")
    with django_assert_num_queries(0):
        second = Client().get("/providers/")
    assert second.content == first.content
    assert "Amani Data" in second.content.decode()


def test_a_page_is_told_to_be_unchanged_until_it_changes(keeping: None) -> None:
    profile = published()
    first = Client().get("/providers/")
    assert first["Cache-Control"] == "public, max-age=60"
    again = Client().get("/providers/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    PublicProfile.objects.filter(pk=profile.pk).update(name="Another Name")
    forget_pages()
    changed = Client().get("/providers/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_the_page_comes_packed_to_who_can_unpack_it(keeping: None) -> None:
    plain = Client().get("/providers/")
    packed = Client().get("/providers/", headers={"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    for answer in (plain, packed):
        assert {"Accept-Encoding", "Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize("path", ["/", "/providers/"])
def test_a_visitor_gets_no_cookie(path: str, keeping: None) -> None:
    answer = Client().get(path)
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_who_has_signed_in_gets_a_page_of_their_own_and_nobody_else_gets_it(keeping: None) -> None:
    browser = log_in(join("salma", organisation(), Role.MANAGER))
    own = browser.get("/providers/")
    assert "Salma" in own.content.decode()
    assert "private" in own["Cache-Control"]
    assert "Salma" not in Client().get("/providers/").content.decode()
    assert "Salma" in browser.get("/providers/").content.decode()


def test_pages_of_two_hosts_and_two_languages_are_not_mixed_up(keeping: None) -> None:
    there = Client().get("/", headers={"Host": "one.example"}).content.decode()
    here = Client().get("/", headers={"Host": "two.example"}).content.decode()
    assert "one.example" in there
    assert "one.example" not in here
    swahili = Client().get("/", headers={"Accept-Language": "sw"}).content.decode()
    assert '<html lang="sw"' in swahili
    assert '<html lang="en"' in Client().get("/").content.decode()


def test_a_link_chooses_the_language_and_the_next_pages_keep_it() -> None:
    browser = Client()
    answer = browser.get("/providers/?lang=sw")
    assert '<html lang="sw"' in answer.content.decode()
    assert '<html lang="sw"' in browser.get("/").content.decode()
    assert not browser.get("/?lang=sw").cookies  # It is remembered already.
    for odd in ("xx", "", "sw\r\nSet-Cookie: a=b", "../en"):
        assert not Client().get("/", {"lang": odd}).cookies


def test_the_canonical_address_leaves_out_what_makes_no_other_page() -> None:
    for number in range(30):
        published(f"Provider {number}")
    page = Client().get("/providers/?page=2&utm_source=x&q=").content.decode()
    assert '<link rel="canonical" href="http://testserver/providers/?page=2">' in page
    assert 'hreflang="sw" href="http://testserver/providers/?page=2&amp;lang=sw"' in page
    assert 'hreflang="x-default" href="http://testserver/providers/?page=2"' in page


def test_the_memory_forgets_the_oldest_page_when_it_is_full(
    keeping: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr("kazi.kernel.public_pages.MOST_BYTES", 60_000)
    published()
    Client().get("/providers/")
    for number in range(12):
        Client().get(f"/?n={number}")
    with django_assert_num_queries(0):
        Client().get("/?n=11")
    PublicProfile.objects.update(name="Another Name")
    assert "Another Name" in Client().get("/providers/").content.decode()

"""The list of providers, the search over everything and its feed, through HTTP."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from pytest_django import DjangoAssertNumQueries, Settings

from kazi.accounts.models import Organisation, Role
from kazi.hub.models import PublicProfile
from kazi.hub.rules.questions import Question, page_number, question
from kazi.hub.services.profiles import withdraw
from kazi.kernel.tenancy import acting_for
from kazi.search.models import SearchDoc
from kazi.search.rebuilding import mend
from kazi.search.services import Doc, put
from tests.hub.makers import published, staff

pytestmark = pytest.mark.django_db


def page(path: str, **asked: str | list[str]) -> str:
    answer = Client().get(path, asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def names(text: str) -> list[str]:
    """Return what a list shows, in its order, without marks."""
    main = text.partition("<main")[2]
    headings = re.findall(r"<h[23]>\s*<a [^>]*>(.*?)</a>", main, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", one).strip() for one in headings]


def article(title: str = "Fair pay", language: str = "en", body: str = "What a living wage is.") -> Doc:
    path = f"/news/{title.lower().replace(' ', '-')}/"
    return Doc("article", title, title, path, timezone.now(), language=language, body=body)


@pytest.mark.parametrize(
    "query",
    ["amani", "AMÁNI", "kenia", "swahili", "data entry", "kisumu amani", "Données", "amani'", "Amni", "केन्या"],
)
@pytest.mark.parametrize("path", ["/providers/", "/search/"])
def test_a_provider_is_found_by_name_service_language_country_and_town(path: str, query: str) -> None:
    published("Amani Données", sites="Nairobi, Kisumu")
    published("Pamoja", country="KH", languages=["km"], services=["annotation"], story="Pictures.")
    assert names(page(path, q=query)) == ["Amani Données"]


@pytest.mark.parametrize("path", ["/providers/", "/search/", "/search/feed.atom", "/search/save/"])
@pytest.mark.parametrize(
    "query",
    [
        "%",
        "_",
        '"><script>alert(1)</script>',
        "x" * 5000,
        "\x00zzz",
        "\ud800",
        "\x1b[31m",
        "🙂",
        "' OR 1=1 --",
    ],
)
def test_an_odd_search_finds_nothing_and_breaks_nothing(path: str, query: str) -> None:
    published()
    answer = Client().get(
        path, {"q": query.encode(errors="surrogatepass"), "country": query.encode(errors="ignore")}
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert "Amani Data" not in answer.content.decode()


def test_an_odd_address_is_a_question_too() -> None:
    published()
    many = "&".join(f"country=A{n}" for n in range(500))
    pages = ["page=abc", "page=-1", "page=0", "page=9999999999999", "page=%D9%A1"]
    for odd in (
        *pages,
        "country=",
        "country=KE&country=KE&kind=x",
        "q=%ff%fe",
        "q=a&q=b",
        "colour=red",
        many,
    ):
        for path in ("/providers/", "/search/", "/search/feed.atom"):
            assert Client().get(f"{path}?{odd}").status_code == 200, (path, odd)


def test_the_name_comes_before_a_mention() -> None:
    published("Receipts United")
    published("Amani", story="We know receipts.")
    for path in ("/providers/", "/search/"):
        assert names(page(path, q="receipts")) == ["Receipts United", "Amani"]


def test_a_long_list_takes_no_more_questions_than_a_short_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        published(f"Provider {number}")
    # The state, the docs of this test's open transaction twice, the profiles and who is only listed;
    # for everything the texts instead of the last two.
    # And, now and then, who holds which certificate.
    with django_assert_max_num_queries(6):
        text = Client().get("/providers/").content.decode()
    assert text.count('class="card provider"') == 24
    assert "Provider 0" in names(page("/providers/", page="2"))
    with django_assert_max_num_queries(5):
        Client().get("/search/")


def test_boxes_narrow_the_list_and_say_what_is_behind_them() -> None:
    published("Amani", country="KE", services=["data-entry", "text"])
    published("Baraka", country="KE", services=["text"])
    published("Chantrea", country="KH", services=["text"])
    text = page("/providers/", country="KE", service="data-entry")
    assert names(text) == ["Amani"]
    boxes = dict(re.findall(r'value="([\w-]+)"[^>]*> <span>[^<]*</span> <span class="quiet n">(\d+)', text))
    assert (boxes["KE"], boxes["data-entry"], boxes["text"]) == ("1", "1", "2")
    assert 'value="KE" checked' in text
    assert "Take off:" in text
    assert 'href="/providers/?service=data-entry"' in text
    assert names(page("/providers/", country=["KE", "KH"], service="text")) == ["Chantrea", "Baraka", "Amani"]


def test_a_provider_who_works_at_a_centre_and_from_home_is_in_both_lists() -> None:
    published("Both", place="both")
    published("Home", place="home")
    assert names(page("/providers/", place="home")) == ["Home", "Both"]
    assert names(page("/providers/", place="centre")) == ["Both"]


def test_everything_public_is_found_with_tabs_for_its_kinds() -> None:
    published("Living Wage Works")
    put(article())
    text = page("/search/", q="living wage")
    assert names(text) == ["Living Wage Works", "Fair pay"]
    assert "Everything (2)" in text
    assert "What a <mark>living</mark> <mark>wage</mark> is." in text
    assert names(page("/search/", q="living wage", kind="article")) == ["Fair pay"]
    assert 'lang="en"' in text
    assert names(page("/providers/", q="living wage")) == ["Living Wage Works"]


def test_what_people_wrote_is_shown_as_text() -> None:
    put(article('<b>Bold</b> & "more"', body="<script>alert(1)</script> living"))
    text = Client().get("/search/", {"q": "living"}).content.decode()
    assert "<script>alert" not in text
    assert "<b>" not in text
    assert "&lt;b&gt;" in text


def test_a_misspelt_question_is_answered_and_says_what_was_meant() -> None:
    published("Amani", services=["transcription"])
    text = page("/search/", q="transcrpition kenya")
    assert names(text) == ["Amani"]
    assert 'href="/search/?q=transcription+kenya"' in text


def test_an_empty_list_says_how_to_go_on() -> None:
    assert "There is nothing to be found yet" in page("/search/")
    assert "No provider has published a profile yet" in page("/providers/")
    published()
    text = page("/providers/", q="zebra", country="KE")
    assert "Nothing fits" in text
    assert "Take all off" in text
    assert "/need-work/" in text


def test_demo_providers_stay_out_of_a_real_hub(settings: Settings) -> None:
    profile = published()
    PublicProfile.objects.filter(pk=profile.pk).update(is_demo=True)
    mend()
    for path in ("/providers/", "/search/", "/search/feed.atom"):
        assert "Amani Data" not in page(path)
    settings.DEMO = True
    assert names(page("/providers/")) == ["Amani Data"]


def test_what_is_withdrawn_is_found_no_more() -> None:
    profile = published()
    org = Organisation.objects.get(pk=profile.provider_id)
    with acting_for(org.pk):
        withdraw(staff(Role.MANAGER, org, "second@example.org"), org)
    assert not SearchDoc.objects.exists()
    assert names(page("/providers/")) == []


def test_a_profile_that_went_past_the_services_is_left_out_and_mended() -> None:
    published()
    PublicProfile.objects.all().delete()
    assert names(page("/providers/")) == []
    assert {one.kind: one.dropped for one in mend() if one.dropped} == {"provider": 1}


def test_the_feed_of_a_search_can_be_read_and_has_the_newest_first() -> None:
    put(article("Old", body="receipts"))
    SearchDoc.objects.update(at=timezone.now() - timedelta(days=3))
    published("Receipts & <Co>", story="All of it\x0b.")
    published("Other", country="IN")
    answer = Client().get("/search/feed.atom", {"q": "receipts", "country": "KE"})
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert [unescape(one.title) for one in feed.entries] == ["Receipts & <Co>"]
    every = feedparser.parse(Client().get("/search/feed.atom", {"q": "receipts"}).content)
    assert [unescape(one.title) for one in every.entries][-1] == "Old"
    assert all(one.link.startswith("http://testserver/") and one.updated and one.id for one in every.entries)
    assert {one.rel for one in every.feed.links} == {"self", "alternate"}


def test_the_pages_name_their_feed_and_keep_out_of_search_engines_what_is_a_search() -> None:
    text = page("/search/", q="a&b")
    (feed,) = html.fromstring(text).xpath('//link[@rel="alternate"][@type="application/atom+xml"]')
    assert feed.get("href") == "/search/feed.atom?q=a%26b"
    assert 'content="noindex, follow"' in text
    assert "noindex" not in page("/providers/")


@pytest.mark.parametrize(
    ("value", "number"), [("3", 3), (None, 1), ("", 1), ("-1", 1), ("x", 1), ("٣", 1), ("9" * 30, 1)]
)
def test_a_page_is_a_number(value: str | None, number: int) -> None:
    assert page_number(value) == number


def test_equal_questions_have_equal_addresses() -> None:
    said = {"q": ["  data   entry "], "country": ["KE", "IN", "KE", ""], "colour": ["red"]}
    asked = question(lambda name: said.get(name, []), ["country"])
    assert asked == Question("data entry", {"country": ("IN", "KE")})
    assert asked.address("/search/", 2) == "/search/?q=data+entry&country=IN&country=KE&page=2"
    assert asked.without("country", "IN").without("country", "KE") == Question("data entry")
    assert asked.without("country").narrowed("country", "KE") == Question("data entry", {"country": ("KE",)})
    assert question(lambda _name: [], ["country"]).is_empty

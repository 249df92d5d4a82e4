from __future__ import annotations

import json
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy

from kazi.accounts.actors import Actor
from kazi.accounts.devices import COOKIE
from kazi.accounts.models import Person, Role
from kazi.config.refusals import RefusalMiddleware
from kazi.kernel.errors import NotFound
from kazi.web import navigation
from kazi.web.navigation import _shown, frame, offered_languages
from kazi.web.templatetags.frame import json_ld, links
from tests.makers import join, organisation


@pytest.mark.parametrize(
    ("role", "first"),
    [(Role.WORKER, "/my/work"), (Role.LEAD, "/team/"), (Role.MANAGER, "/manage/"), (Role.HUB, "/hub/")],
)
def test_the_links_at_the_top_are_those_of_the_role(db: None, role: Role, first: str) -> None:
    request = RequestFactory().get(first)
    request.actor = join("amina", organisation(), role)  # type: ignore[attr-defined]
    ways = frame(request)["ways"]
    assert (ways[0].path, ways[0].is_here) == (first, True)
    assert all(way.path != "/need-work/" for way in ways)


def test_many_ways_stand_behind_few_words_each_once(db: None) -> None:
    request = RequestFactory().get("/polls/3/")
    request.actor = join("amina", organisation(), Role.MANAGER)  # type: ignore[attr-defined]
    ways = frame(request)["ways"]
    row, drawer = str(links(ways, "li")), str(links(ways))
    assert row.count("<li>") <= 8
    for way in ways:
        assert row.count(f'href="{way.path}"') == drawer.count(f'href="{way.path}"') == 1
    assert '<summary aria-current="true">Voice</summary>' in row
    assert row.count("aria-current") == 2  # The page's own way, and the word that it stands behind.
    assert drawer.count("<p>Voice</p>") == 1


def test_a_refusal_is_a_page_in_the_persons_language(rf: RequestFactory) -> None:
    request = rf.get("/projects/7/")
    page = RefusalMiddleware(lambda _request: None).process_exception(request, NotFound())  # type: ignore[arg-type,return-value]
    assert page is not None
    assert page.status_code == 404
    text = page.content.decode()
    assert "There is nothing here, or it is not yours to see." in text
    assert re.search(r'<html lang="en"\s+dir="ltr">', text)


@pytest.mark.django_db
def test_an_unknown_address_has_a_page_with_a_way_on(client: Client) -> None:
    page = client.get("/there-is-nothing-here/")
    assert page.status_code == 404
    assert "To the first page" in page.content.decode()


def test_the_page_for_our_own_faults_needs_no_request() -> None:
    assert "What you sent before is safe." in render_to_string("500.html")


def test_arabic_pages_run_from_right_to_left(db: None, client: Client) -> None:
    assert "ar" in dict(offered_languages())
    with translation.override("en"):  # The request's language stays on in this thread.
        client.post("/i18n/setlang/", {"language": "ar", "next": "/"})
        text = client.get("/there-is-nothing-here/").content.decode()
    assert re.search(r'<html lang="ar"\s+dir="rtl">', text)


def test_no_page_has_inline_styles_or_scripts(db: None, client: Client, worker: Actor) -> None:
    text = client.get("/there-is-nothing-here/").content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


def test_only_languages_with_a_catalogue_are_offered() -> None:
    codes = dict(offered_languages())
    assert "en" in codes
    assert "km" not in codes


def test_on_a_shared_device_the_way_out_says_that_the_next_person_may_come(
    db: None, client: Client, worker: Actor
) -> None:
    client.force_login(Person.objects.get(pk=worker.person_id))
    assert "Sign out" in client.get("/my/work").content.decode()
    client.cookies[COOKIE] = "a device"
    page = client.get("/my/work").content.decode()
    assert "I am done" in page
    assert "Sign out" not in page


def test_data_for_search_engines_cannot_end_its_element() -> None:
    text = json_ld({"@type": "Organization", "name": "</script><script>alert(1)</script>&\u2028"})
    assert text.count("<") == 2
    inside = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    data = json.loads(inside)
    assert data["name"] == "</script><script>alert(1)</script>&\u2028"
    assert data["@context"] == "https://schema.org"


def test_a_way_that_leads_nowhere_is_not_shown(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = frame(rf.get("/providers/"))["ways"]
    assert [(way.path, way.is_here) for way in ways if way.path == "/providers/"] == [("/providers/", True)]
    monkeypatch.setitem(navigation._WAYS, "a guest", ((gettext_lazy("News"), "/no-such-room/"),))
    assert _shown("a guest", "/") == []

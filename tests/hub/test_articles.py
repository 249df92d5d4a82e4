"""Articles are published by a second person, in versions; what people say is read with care."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import feedparser
import pytest
from django.test import Client
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.models import Letter
from kazi.hub.models import Article, Case, Comment, Edition
from kazi.hub.rules.articles import beginning, may_become
from kazi.hub.services import articles, moderation, talk
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.tenancy import acting_for
from kazi.search.models import SearchDoc
from tests.hub.makers import staff
from tests.makers import log_in, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_acts() -> Iterator[None]:
    """Services write to the journal of who acts; on pages the middleware says who that is."""
    with acting_for(organisation("Journal").pk):
        yield


FRAME = articles.Frame("resource", "practice", "CC-BY-4.0", "Wanjiru Maina")
WORDS = articles.Words(
    "en", "Paying for the way home", "Night work needs a safe way home.", "## Why\n\nAsk first."
)


@pytest.fixture
def desk() -> list[Actor]:
    hub = organisation("Hub", Organisation.Kind.HUB)
    return [staff(Role.HUB, hub, "one@hub.example"), staff(Role.HUB, hub, "two@hub.example")]


@pytest.fixture
def manager() -> Actor:
    return staff(Role.MANAGER, organisation("Amani Data"), "manager@amani.example")


def published(writer: Actor, editor: Actor, words: articles.Words = WORDS) -> Edition:
    edition = articles.submit(writer, articles.write(writer, FRAME, words))
    articles.publish(editor, edition)
    edition.refresh_from_db()
    return edition


def test_what_was_submitted_by_one_is_published_by_another(desk: list[Actor]) -> None:
    first, second = desk
    edition = articles.submit(first, articles.write(first, FRAME, WORDS))
    with pytest.raises(Refused, match="another member"):
        articles.publish(first, edition)
    assert articles.publish(second, edition).number == 1
    assert articles.publish(second, edition).number == 1  # Twice is once.


def test_a_hub_of_one_may_publish_alone() -> None:
    alone = staff(Role.HUB, organisation("Hub", Organisation.Kind.HUB), "one@hub.example")
    assert published(alone, alone).current is not None


def test_a_draft_is_not_published(desk: list[Actor], manager: Actor) -> None:
    with pytest.raises(Refused, match="Submit it first"):
        articles.publish(desk[0], articles.write(manager, FRAME, WORDS))


def test_the_public_reads_the_old_version_until_the_new_one_is_published(
    desk: list[Actor], manager: Actor
) -> None:
    edition = published(manager, desk[0])
    newer = articles.Words("en", "Paying for the way home", "New summary.", "New words.")
    articles.rewrite(manager, edition, FRAME, newer)
    page = f"/resources/{edition.article.slug}/"
    assert "Ask first." in Client().get(page).content.decode()
    articles.submit(manager, edition)
    version = articles.publish(desk[0], edition, "Better words")
    assert version.number == 2
    text = Client().get(page).content.decode()
    assert "New words." in text
    assert "New in this version: Better words" in text
    assert edition.versions.get(number=1).body == WORDS.body


def test_an_article_is_found_and_then_no_more(desk: list[Actor], manager: Actor) -> None:
    edition = published(manager, desk[0])
    assert SearchDoc.objects.get(kind="resource").title == WORDS.title
    articles.withdraw(desk[0], edition, "The author asked for it.")
    assert not SearchDoc.objects.exists()
    assert Client().get(f"/resources/{edition.article.slug}/").status_code == 404
    with pytest.raises(Refused, match="Say why"):
        articles.withdraw(desk[0], edition, " ")


def test_withdrawing_one_language_leaves_the_other(desk: list[Actor], manager: Actor) -> None:
    english = published(manager, desk[0])
    swahili = articles.translate(
        manager, english.article, articles.Words("sw", "Njia ya nyumbani", "Fupi.", "Maneno.")
    )
    articles.submit(manager, swahili)
    articles.publish(desk[0], swahili)
    articles.withdraw(desk[0], english, "Outdated.")
    assert [doc.language for doc in SearchDoc.objects.all()] == ["sw"]
    text = Client().get(f"/resources/{english.article.slug}/").content.decode()
    assert "nobody has translated it" in text
    assert 'lang="sw"' in text
    with pytest.raises(Conflict):
        articles.translate(manager, english.article, articles.Words("sw", "a", "b", "c"))


def test_two_articles_of_one_title_have_two_addresses(manager: Actor) -> None:
    slugs = {articles.write(manager, FRAME, WORDS).article.slug for _ in range(3)}
    assert slugs == {"paying-for-the-way-home", "paying-for-the-way-home-2", "paying-for-the-way-home-3"}


def test_html_and_scripts_are_shown_as_text(desk: list[Actor], manager: Actor) -> None:
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    edition = published(manager, desk[0], articles.Words("en", "<b>Bold</b>", "<i>s</i>", evil))
    text = Client().get(f"/resources/{edition.article.slug}/").content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert 'href="javascript' not in text
    assert "<b>Bold" not in text


def test_a_rival_cannot_change_or_see_a_draft(manager: Actor) -> None:
    edition = articles.write(manager, FRAME, WORDS)
    rival = log_in(staff(Role.MANAGER, organisation("Rival Data"), "rival@example.org"))
    assert rival.get(f"/articles/{edition.pk}/").status_code == 404
    assert rival.post(f"/articles/{edition.pk}/submit/").status_code == 404
    assert rival.post(f"/articles/{edition.pk}/decide/", {"do": "publish"}).status_code == 404


def test_a_manager_writes_and_an_editor_publishes_on_the_pages(desk: list[Actor], manager: Actor) -> None:
    writer, editor = log_in(manager), log_in(desk[0])
    form = {
        "language": "en", "title": "A first week", "summary": "What to do.", "body": "- Tea",
        "kind": "news", "topic": "notice", "licence": "CC0-1.0", "author_name": "Wanjiru", "source_url": "",
    }  # fmt: skip
    place = writer.post("/articles/new/", form)["Location"]
    writer.post(f"{place}submit/")
    assert "A first week" in editor.get("/hub/articles/").content.decode()
    editor.post(f"{place}decide/", {"do": "publish", "change": "", "reason": ""})
    feed = feedparser.parse(Client().get("/news/feed.atom").content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["A first week"]
    source = Client().get("/news/a-first-week/source.md").content.decode()
    assert "licence: CC0-1.0" in source
    assert source.endswith("- Tea\n")


def test_what_changed_while_the_editor_read_is_not_published_unread(
    desk: list[Actor], manager: Actor
) -> None:
    edition = articles.submit(manager, articles.write(manager, FRAME, WORDS))
    page = log_in(desk[0]).get(f"/articles/{edition.pk}/").content.decode()
    read = page.split('name="read" value="')[1].split('"')[0]
    articles.rewrite(manager, edition, FRAME, replace(WORDS, body="Something else."))
    articles.submit(manager, edition)
    with pytest.raises(Conflict, match="changed while you read"):
        articles.publish(desk[0], edition, read=read)
    assert articles.publish(desk[0], edition, read=articles.mark_of(edition)).body == "Something else."


def test_what_was_public_keeps_its_address(desk: list[Actor], manager: Actor) -> None:
    edition = published(manager, desk[0])
    with pytest.raises(Refused, match="stays where it appears"):
        articles.rewrite(manager, edition, replace(FRAME, kind="news"), WORDS)


def test_a_new_comment_and_a_new_version_are_seen_at_once(
    desk: list[Actor], manager: Actor, settings: Settings, django_capture_on_commit_callbacks: object
) -> None:
    settings.KAZI_KEEP_PAGES_SECONDS = 60
    article = published(manager, desk[0]).article
    page = f"/resources/{article.slug}/"
    assert "Read all of it" not in Client().get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        _say(desk[0], article, "Read all of it.")
    assert "Read all of it" in Client().get(page).content.decode()


def test_an_article_has_addresses_in_the_languages_it_is_written_in(
    desk: list[Actor], manager: Actor
) -> None:
    article = published(manager, desk[0]).article
    page = f"/resources/{article.slug}/"
    head = Client().get(page, {"lang": "sw"}).content.decode().split("</head>")[0]
    assert f'rel="canonical" href="http://testserver{page}?lang=en"' in head
    assert 'hreflang="en"' in head
    assert 'hreflang="sw"' not in head
    part = Client().get("/sitemap-resources-1.xml").content.decode()
    assert f"{page}?lang=en" in part
    assert "lang=sw" not in part


def test_a_text_sent_back_says_why(desk: list[Actor], manager: Actor) -> None:
    edition = articles.submit(manager, articles.write(manager, FRAME, WORDS))
    with pytest.raises(Refused, match="different"):
        articles.send_back(desk[0], edition, "")
    articles.send_back(desk[0], edition, "Please name the source.")
    assert "Please name the source." in log_in(manager).get(f"/articles/{edition.pk}/").content.decode()


def case_about(kind: str, ref: object) -> Case:
    return Case._base_manager.get(kind=kind, ref=str(ref))


def decide(editor: Actor, case: Case, *, keep: bool, reason: str = "We read it.") -> None:
    with acting_for(editor.org_id):
        moderation.decide(editor, case, keep=keep, reason=reason, link_to=lambda secret: f"/case/{secret}/")


def test_a_first_comment_waits_and_the_next_is_shown(desk: list[Actor], manager: Actor) -> None:
    article = published(manager, desk[0]).article
    first = _say(manager, article, "Who pays?")
    assert case_about("comment", first.pk).cause == Case.Cause.FIRST
    page = f"/resources/{article.slug}/"
    assert "Who pays?" not in Client().get(page).content.decode()
    assert not talk.is_shown("comment", _say(manager, article, "Well?"))  # Still nothing of theirs is public.
    decide(desk[0], case_about("comment", first.pk), keep=True)
    assert talk.is_shown("comment", _say(manager, article, "Thank you."))
    many = _say(manager, article, "http://a.example http://b.example http://c.example www.d.example")
    assert case_about("comment", many.pk).cause == Case.Cause.LIMITS
    assert "Who pays?" in Client().get(page).content.decode()
    assert "b.example" not in Client().get(page).content.decode()


def test_who_is_taken_down_is_told_why_and_may_appeal(desk: list[Actor], manager: Actor) -> None:
    article = published(manager, desk[0]).article
    said = _say(manager, article, "Rude words")
    case = case_about("comment", said.pk)
    decide(desk[0], case, keep=False, reason="It attacks a person.")
    letter = Letter.objects.filter(to="manager@amani.example").latest("due_at")
    assert "It attacks a person." in letter.text
    assert "/case/" in letter.text
    moderation.appeal(case, "It does not.")
    with acting_for(desk[1].org_id):
        case.refresh_from_db()
        moderation.decide_appeal(desk[1], case, grant=True, reason="Right.")
    assert talk.is_shown("comment", said)
    assert "Rude words" in Client().get(f"/resources/{article.slug}/").content.decode()


def test_a_reader_reports_a_comment_and_it_stays_until_a_person_decides(
    desk: list[Actor], manager: Actor
) -> None:
    article = published(manager, desk[0]).article
    said = _say(desk[0], article, "Words of the hub are shown at once.")
    page = f"/resources/{article.slug}/"
    link = f"/report/comment/{said.pk}/"
    assert link in Client().get(page).content.decode()
    form = {"once": uuid4(), "why": "private", "text": "", "email": "", "website": ""}
    assert Client().post(link, form)["Location"] == "/report/done/"
    assert "shown at once" in Client().get(page).content.decode()
    decide(desk[1], case_about("comment", said.pk), keep=False)
    assert "shown at once" not in Client().get(page).content.decode()
    assert Client().get(link).status_code == 404
    assert Client().get("/report/comment/999999999999999999999/").status_code == 404


def test_a_comment_sent_twice_is_one(desk: list[Actor], manager: Actor) -> None:
    article = published(manager, desk[0]).article
    once = Comment._meta.get_field("once").get_default()
    assert talk.comment(manager, article, once, "A").pk == talk.comment(manager, article, once, "A").pk
    with pytest.raises(Conflict):
        talk.comment(desk[0], article, once, "A")


def _say(actor: Actor, article: Article, text: str) -> Comment:
    return talk.comment(actor, article, Comment._meta.get_field("once").get_default(), text)


def test_a_text_goes_only_the_ways_there_are() -> None:
    assert may_become("draft", "submitted")
    assert not may_become("draft", "published")
    assert not may_become("nonsense", "published")


def test_the_beginning_of_a_text_has_whole_words_and_no_signs() -> None:
    assert beginning("## Why\n\n*Ask* [first](https://x.example/)", 100) == "Why Ask first"
    assert beginning("one two three", 8) == "one two …"

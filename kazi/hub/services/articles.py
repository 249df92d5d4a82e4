"""Writing, submitting, publishing and withdrawing articles.

Two people stand behind what is published: one submits a text, another publishes it.  A hub with one
member only may publish alone, and the version says so by naming the same person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Role
from kazi.hub.events import ArticlePublished, ArticleWithdrawn
from kazi.hub.models import Article, ArticleVersion, Edition
from kazi.hub.rules import articles as rules
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.public_pages import forget_pages
from kazi.search.services import Doc, drop, put
from kazi.search.sources import source

TRIES = 20


@dataclass(frozen=True, slots=True)
class Words:
    """What an edition says."""

    language: str
    title: str
    summary: str
    body: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for an article in every language."""

    kind: str
    topic: str
    licence: str
    author_name: str
    source_url: str = ""


@transaction.atomic
def write(actor: Actor, frame: Frame, words: Words) -> Edition:
    """Make an article with its first edition, as a draft of the actor's organisation."""
    org = Organisation.objects.get(pk=actor.org_id)
    article = _with_free_slug(actor, org, frame, words.title)
    return Edition.objects.create(article=article, **_said(words))


def _with_free_slug(actor: Actor, org: Organisation, frame: Frame, title: str) -> Article:
    first = slugify(title)[:70] or "article"
    for number in range(1, TRIES):
        slug = first if number == 1 else f"{first}-{number}"
        try:
            with transaction.atomic():
                return Article.objects.create(
                    slug=slug, org=org, written_by_id=actor.person_id, is_demo=org.is_demo, **_framed(frame)
                )
        except IntegrityError:
            continue
    raise Refused(_("Too many articles have this title. Please choose another one."))


@transaction.atomic
def rewrite(actor: Actor, edition: Edition, frame: Frame, words: Words) -> Edition:
    """Change a text.  It is a draft again; what the public reads stays until it is published anew.

    What was public once keeps its place: a link to it must not break.
    """
    if (
        edition.article.kind != frame.kind
        and ArticleVersion.objects.filter(edition__article_id=edition.article_id).exists()
    ):
        raise Refused(_("This was published under its address already: it stays where it appears."))
    Article.objects.filter(pk=edition.article_id).update(**_framed(frame))
    Edition.objects.filter(pk=edition.pk).update(
        **_said(words), state=Edition.State.DRAFT, changed_at=timezone.now()
    )
    edition.refresh_from_db()
    return edition


@transaction.atomic
def translate(actor: Actor, article: Article, words: Words) -> Edition:
    """Add an edition in another language; raise Conflict where there is one already."""
    try:
        with transaction.atomic():
            return Edition.objects.create(article=article, **_said(words))
    except IntegrityError:
        raise Conflict(_("There is an edition in this language already: change that one.")) from None


def submit(actor: Actor, edition: Edition) -> Edition:
    """Give a draft to the hub's editors; again changes nothing."""
    drafts = Edition.objects.filter(pk=edition.pk, state=Edition.State.DRAFT)
    drafts.update(state=Edition.State.SUBMITTED, submitted_by=actor.person_id, changed_at=timezone.now())
    edition.refresh_from_db()
    return edition


def send_back(actor: Actor, edition: Edition, why: str) -> Edition:
    """Give a submitted text back to its author with a reason; again changes nothing."""
    if not why.strip():
        raise Refused(_("Say what should be different, so that the author can go on."))
    waiting = Edition.objects.filter(pk=edition.pk, state=Edition.State.SUBMITTED)
    waiting.update(state=Edition.State.DRAFT, editor_says=why.strip()[:1000], changed_at=timezone.now())
    edition.refresh_from_db()
    return edition


@transaction.atomic
def publish(actor: Actor, edition: Edition, change: str = "", *, read: str = "") -> ArticleVersion:
    """Publish a submitted text as the next version; a second call returns the version of the first.

    `read` is the mark of the text that the editor had on the page (`mark_of`): if its author has
    changed it since, it is not published unread and Conflict is raised.  Raises Refused when
    the actor submitted it and the hub has another member who could read it.
    """
    text = Edition.objects.select_for_update().select_related("article").get(pk=edition.pk)
    if text.state == Edition.State.PUBLISHED and text.current is not None:
        return text.current
    if text.state != Edition.State.SUBMITTED:
        raise Refused(_("This text is a draft. Submit it first; then a second person publishes it."))
    if text.submitted_by_id == actor.person_id and _others_at_the_desk(actor):
        raise Refused(_("You submitted this text yourself. Let another member of the hub publish it."))
    if read and read != mark_of(text):
        raise Conflict(_("The text was changed while you read it. Read it again, then publish it."))
    article = text.article
    last = text.versions.aggregate(last=Max("number"))["last"] or 0
    version = ArticleVersion.objects.create(
        edition=text,
        number=last + 1,
        title=text.title,
        summary=text.summary,
        body=text.body,
        licence=article.licence,
        author_name=article.author_name,
        change=change.strip()[:300],
        published_at=timezone.now(),
        published_by_id=actor.person_id,
    )
    text.current, text.state, text.editor_says = version, Edition.State.PUBLISHED, ""
    text.save(update_fields=["current", "state", "editor_says", "changed_at"])
    put(_doc(article, text, version))
    transaction.on_commit(forget_pages)
    record(ArticlePublished(str(version.pk)), actor_id=actor.person_id)
    return version


def mark_of(edition: Edition) -> str:
    """Return a mark of what an edition says, another one for every other text."""
    said = "\0".join([edition.title, edition.summary, edition.body])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def withdraw(actor: Actor, edition: Edition, reason: str) -> None:
    """Take an edition off the public pages; its versions are kept, and again changes nothing."""
    if not reason.strip():
        raise Refused(_("Say why the text is withdrawn. The reason is kept in the journal."))
    there = Edition.objects.filter(pk=edition.pk).exclude(current=None)
    if not there.update(current=None, state=Edition.State.WITHDRAWN, changed_at=timezone.now()):
        return
    drop(_found_as(edition.article), edition.article.slug)
    for other in edition.article.editions.exclude(current=None).select_related("current"):
        if other.current is not None:
            put(_doc(edition.article, other, other.current))
    transaction.on_commit(forget_pages)
    record(ArticleWithdrawn(str(edition.pk), reason.strip()[:300]), actor_id=actor.person_id)


@source("article")
def news_docs() -> Iterable[Doc]:
    """Give all published news anew, for a rebuilt index."""
    return _docs("news")


@source("resource")
def resource_docs() -> Iterable[Doc]:
    """Give all published resources anew, for a rebuilt index."""
    return _docs("resource")


def _docs(kind: str) -> Iterable[Doc]:
    published = Edition.objects.filter(article__kind=kind).exclude(current=None)
    for edition in published.select_related("article", "current").iterator():
        if edition.current is not None:
            yield _doc(edition.article, edition, edition.current)


def _others_at_the_desk(actor: Actor) -> bool:
    staff = Membership.objects.filter(
        org_id=actor.org_id, role=Role.HUB, is_active=True, person__is_active=True
    )
    return staff.exclude(person_id=actor.person_id).exists()


def _said(words: Words) -> dict[str, str]:
    return {name: getattr(words, name).strip() for name in Words.__slots__}


def _framed(frame: Frame) -> dict[str, str]:
    return {name: getattr(frame, name) for name in Frame.__slots__}


def _found_as(article: Article) -> str:
    return "article" if article.kind == "news" else "resource"


def _doc(article: Article, edition: Edition, version: ArticleVersion) -> Doc:
    return Doc(
        kind=_found_as(article),
        ref=article.slug,
        language=edition.language,
        title=version.title,
        keywords=f"{rules.TOPICS.get(article.topic, '')} {version.author_name}",
        body=f"{version.summary}\n{rules.beginning(version.body, 20_000)}",
        facets={"topic": [article.topic], "language": [edition.language], "licence": [article.licence]},
        path=f"/{'news' if article.kind == 'news' else 'resources'}/{article.slug}/",
        is_demo=article.is_demo,
        at=version.published_at,
    )

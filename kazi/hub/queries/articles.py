"""Reading articles, and what is said under them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q, QuerySet

from kazi.hub.models import Article, ArticleVersion, Comment, Edition, Reply, Topic, held_numbers


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as one reader sees it: in their language where there is one, else in another."""

    article: Article
    version: ArticleVersion
    language: str
    languages: list[str]


def pieces(kind: str, language: str, topic: str = "") -> list[Piece]:
    """Return what is published of a kind, the newest first, each in the best language for the reader."""
    editions = Edition.objects.exclude(current=None).select_related("current").order_by("language")
    editions = editions.defer("body", "current__body")  # A list shows none of them.
    articles = Article.objects.filter(kind=kind, editions__current__isnull=False).distinct()
    if topic:
        articles = articles.filter(topic=topic)
    found = [
        _piece(article, language)
        for article in _visible(articles).prefetch_related(Prefetch("editions", editions, "published"))
    ]
    return sorted(found, key=lambda one: one.version.published_at, reverse=True)


def piece(kind: str, slug: str, language: str) -> Piece | None:
    """Return one published article in the reader's language, or in another; None where there is none."""
    editions = Edition.objects.exclude(current=None).select_related("current").order_by("language")
    found = (
        _visible(Article.objects.filter(kind=kind, slug=slug, editions__current__isnull=False))
        .distinct()
        .prefetch_related(Prefetch("editions", editions, "published"))
        .first()
    )
    return None if found is None else _piece(found, language)


def articles_with_changes(kind: str) -> QuerySet[Article]:
    """Return what is published of a kind with the time of its last change, for the sitemap."""
    editions = Edition.objects.exclude(current=None).only("article_id", "language").order_by("language")
    found = Article.objects.filter(kind=kind, editions__current__isnull=False)
    found = _visible(found).annotate(changed=Max("editions__current__published_at")).order_by("pk")
    return found.prefetch_related(Prefetch("editions", editions, "published"))


def _visible(articles: QuerySet[Article]) -> QuerySet[Article]:
    return articles if settings.DEMO else articles.filter(is_demo=False)


def _piece(article: Article, language: str) -> Piece:
    published: list[Edition] = article.published  # type: ignore[attr-defined]
    best = min(published, key=lambda one: (one.language != language, one.language != "en"))
    assert best.current is not None  # noqa: S101 -- the query above leaves the others out.
    return Piece(article, best.current, best.language, [one.language for one in published])


def comments(article: Article) -> QuerySet[Comment]:
    """Return what is shown under an article, the oldest first."""
    shown = Comment.objects.filter(article=article).exclude(pk__in=held_numbers("comment"))
    return shown.select_related("person", "org").order_by("at")


def editions_of(org_id: int) -> QuerySet[Edition]:
    """Return what one organisation has written, the latest first."""
    return Edition.objects.filter(article__org=org_id).select_related("article").order_by("-changed_at")


def editions_at_the_desk(state: str) -> QuerySet[Edition]:
    """Return all texts of a state, those that wait longest first."""
    found = Edition.objects.filter(state=state).select_related("article__org", "submitted_by")
    return found.order_by("changed_at")


def topics() -> QuerySet[Topic]:
    """Return the questions of the exchange, the latest talk first, with the number of answers."""
    shown = Topic.objects.exclude(pk__in=held_numbers("topic"))
    if not settings.DEMO:
        shown = shown.filter(is_demo=False)
    answers = Count("replies", filter=~Q(replies__in=held_numbers("reply")))
    return shown.select_related("org", "person").annotate(answers=answers).order_by("-last_at")


def replies(topic: Topic) -> QuerySet[Reply]:
    """Return the answers to a question, the oldest first."""
    shown = topic.replies.exclude(pk__in=held_numbers("reply"))
    return shown.select_related("person", "org").order_by("at")

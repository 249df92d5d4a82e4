"""Resources and news for everybody: lists, articles, their source and their feeds."""

from __future__ import annotations

import yaml
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kazi.hub.access.articles import public_piece
from kazi.hub.pages.caching import public_page
from kazi.hub.queries import articles as queries
from kazi.hub.rules.articles import LICENCES, TOPICS
from kazi.hub.rules.names import language_name
from kazi.kinds.rules.instructions import markdown_html

ON_A_PAGE = 20
IN_A_FEED = 30


def _language() -> str:
    return get_language() or "en"


def _list(request: HttpRequest, kind: str) -> HttpResponse:
    asked = request.GET.get("topic", "")
    topic = asked if asked in TOPICS else ""
    found = queries.pieces(kind, _language(), topic)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "kind": kind,
        "topic": topic,
        "topics": [(code, _(name)) for code, name in TOPICS.items()],
        "here": reverse(f"hub:{kind}_list"),
        "feed": reverse(f"hub:{kind}_feed"),
    }
    return render(request, "hub/articles/list.html", context)


@require_safe
@public_page(keep=("page", "topic"))
def resources(request: HttpRequest) -> HttpResponse:
    return _list(request, "resource")


@require_safe
@public_page(keep=("page", "topic"))
def news(request: HttpRequest) -> HttpResponse:
    return _list(request, "news")


def _one(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    piece = public_piece(kind, slug, _language())
    said = list(queries.comments(piece.article)[:200])
    others = [one for one in piece.languages if one != piece.language]
    request.written_in = [piece.language, *others]  # type: ignore[attr-defined]
    # The body is marked safe in the template: markdown_html lets no HTML of the author through.
    context = {
        "piece": piece,
        "body": markdown_html(piece.version.body, lowered=0),
        "licence": LICENCES[piece.version.licence],
        "comments": said,
        "language": language_name(piece.language, _language()),
        "is_other_language": piece.language != _language(),
        "source": reverse(f"hub:{kind}_source", args=[slug]),
        "back": reverse(f"hub:{kind}_list"),
        "data": _linked_data(request, piece),
    }
    return render(request, "hub/articles/one.html", context)


@require_safe
@public_page
def resource(request: HttpRequest, slug: str) -> HttpResponse:
    return _one(request, "resource", slug)


@require_safe
@public_page
def news_item(request: HttpRequest, slug: str) -> HttpResponse:
    return _one(request, "news", slug)


@require_safe
def resource_source(request: HttpRequest, slug: str) -> HttpResponse:
    return _source("resource", slug)


@require_safe
def news_source(request: HttpRequest, slug: str) -> HttpResponse:
    return _source("news", slug)


def _source(kind: str, slug: str) -> HttpResponse:
    """Give the Markdown as it was written, headed by author, licence and version, for use elsewhere."""
    piece = public_piece(kind, slug, _language())
    version = piece.version
    head = {
        "title": version.title,
        "author": version.author_name,
        "licence": version.licence,
        "version": version.number,
        "language": piece.language,
        "published": version.published_at.date().isoformat(),
    }
    front = yaml.safe_dump(head, allow_unicode=True, sort_keys=False)
    answer = HttpResponse(f"---\n{front}---\n\n{version.body}\n", content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{piece.article.slug}.{piece.language}.md"'
    return answer


def _feed(request: HttpRequest, kind: str, title: str) -> HttpResponse:
    language = _language()
    listed = request.build_absolute_uri(reverse(f"hub:{kind}_list"))
    feed = Atom1Feed(
        title=title,
        link=listed,
        description="",
        language=language,
        feed_url=request.build_absolute_uri(),
        feed_guid=f"{listed}#{language}",
    )
    for one in queries.pieces(kind, language)[:IN_A_FEED]:
        link = request.build_absolute_uri(reverse(f"hub:{kind}_item", args=[one.article.slug]))
        feed.add_item(
            title=one.version.title,
            link=link,
            description=one.version.summary,
            author_name=one.version.author_name,
            unique_id=link,
            pubdate=one.version.published_at,
            updateddate=one.version.published_at,
            item_copyright=one.version.licence,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@require_safe
@public_page
def resource_feed(request: HttpRequest) -> HttpResponse:
    return _feed(request, "resource", _("Resources for impact sourcing"))


@require_safe
@public_page
def news_feed(request: HttpRequest) -> HttpResponse:
    return _feed(request, "news", _("News of impact sourcing"))


def _linked_data(request: HttpRequest, piece: queries.Piece) -> dict[str, object]:
    """Return the article as schema.org has it, for search engines."""
    version = piece.version
    return {
        "@type": "NewsArticle" if piece.article.kind == "news" else "Article",
        "headline": version.title,
        "description": version.summary,
        "author": {"@type": "Person", "name": version.author_name},
        "datePublished": version.published_at.isoformat(),
        "inLanguage": piece.language,
        "version": version.number,
        "license": LICENCES[version.licence].url or version.licence,
        "url": request.build_absolute_uri(request.path),
    }

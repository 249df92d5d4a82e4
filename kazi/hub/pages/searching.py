"""Finding things: the list of providers, the search over everything, and its feed."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kazi.hub.claims import card
from kazi.hub.facets import facets
from kazi.hub.pages.caching import public_page
from kazi.hub.rules.questions import Question, page_number, question
from kazi.hub.searching import lines, profiles_of, shown
from kazi.search.queries import search

CARDS = 24
LINES = 20
ENTRIES = 50
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@require_safe
@public_page
def providers(request: HttpRequest) -> HttpResponse:
    """List the providers that fit the words and the ticked boxes; all of them where there are none."""
    asked = asked_of(request, fixed=("kind", "written"))
    filters = {**asked.filters, "kind": ("provider",)}
    page = page_number(request.GET.get("page"))
    found = search(asked.words, filters, page=page, on_a_page=CARDS, with_texts=False)
    context = {
        "shown": shown(asked, found, request.path, fixed=("kind", "written")),
        "query": asked.words,
        "cards": [card(profile) for profile in profiles_of(found)],
        **_ways_on(Question(asked.words, filters)),
    }
    return render(request, "hub/providers.html", context)


@require_safe
@public_page(indexed=False)
def everything(request: HttpRequest) -> HttpResponse:
    """Search over all that is public, whatever its kind."""
    asked = asked_of(request)
    found = search(asked.words, asked.filters, page=page_number(request.GET.get("page")), on_a_page=LINES)
    context = {
        "shown": shown(asked, found, request.path),
        "query": asked.words,
        "lines": lines(found),
        **_ways_on(asked),
    }
    return render(request, "hub/search.html", context)


@require_safe
@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """Give what fits a question, the newest first, as an Atom feed (RFC 4287)."""
    asked = asked_of(request)
    found = search(asked.words, asked.filters, on_a_page=ENTRIES, newest_first=True)
    here = request.build_absolute_uri(asked.address(reverse("hub:search")))
    atom = Atom1Feed(
        title=_("Kazi: %(words)s") % {"words": _plain(asked.words) or _("everything new")},
        link=here,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(asked.address(reverse("hub:search_feed"))),
        feed_guid=here,
    )
    for hit in found.hits:
        link = request.build_absolute_uri(hit.path)
        atom.add_item(
            title=_plain("".join(text for text, _asked in hit.title)) or hit.ref,
            link=link,
            description=_plain("".join(text for text, _asked in hit.snippet)),
            unique_id=f"{link}#{hit.language}" if hit.language else link,
            pubdate=hit.at,
            updateddate=hit.at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def asked_of(request: HttpRequest, fixed: tuple[str, ...] = ()) -> Question:
    """Return the question of an address; any address is one."""
    names = ["kind", *(facet.name for facet in facets())]
    return question(request.GET.getlist, [name for name in names if name not in fixed])


def _ways_on(asked: Question) -> dict[str, str]:
    return {
        "feed": asked.address(reverse("hub:search_feed")),
        "keep": asked.address(reverse("hub:save_search")),
    }


def _plain(text: str) -> str:
    """Return a text without the signs that XML cannot hold."""
    return _NOT_XML.sub("", text)

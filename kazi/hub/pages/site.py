"""What machines read first: robots.txt, the sitemap by kinds, and cards for other people's sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from kazi.hub.access.profiles import public_profile
from kazi.hub.claims import card
from kazi.hub.models import Advocate, PublicProfile
from kazi.hub.pages.caching import public_page
from kazi.hub.queries.articles import articles_with_changes
from kazi.hub.queries.certification import certificates_with_changes, standards_in_force, valid_certificates
from kazi.hub.queries.countries import country_changes
from kazi.hub.queries.profiles import found_profiles
from kazi.kernel.errors import NotFound
from kazi.kernel.public_pages import languages

P = ParamSpec("P")
ON_A_SITEMAP = 5_000
EMBED_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
# Pages of one, in the order of weight; those that lead nowhere yet are left out.
PAGES = (
    "/", "/providers/", "/need-work/", "/countries/", "/countries/potential/", "/advocates/", "/statistics/",
    "/standards/", "/resources/", "/news/", "/certificates/log/", "/matching/", "/ocds/",
    "/moderation/", "/for-your-site/",
)  # fmt: skip
CLOSED = ("/accounts/", "/hub/", "/my/", "/demo/", "/report/", "/claims/", "/moderation/cases/", "/i18n/")


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of page in the sitemap: its rows in a steady order, and each row's path and last change.

    `tongues` are the languages a row's text is there in, where these are not all languages on offer.
    """

    rows: Callable[[], QuerySet[Any]]
    path: Callable[[Any], str]
    changed: Callable[[Any], datetime]
    tongues: Callable[[Any], list[str]] = lambda _row: languages()


def _articles(kind: str) -> Sort:
    return Sort(
        lambda: articles_with_changes(kind),
        lambda one: reverse(f"hub:{kind}_item", args=[one.slug]),
        lambda one: one.changed,
        lambda one: [edition.language for edition in one.published],
    )


# A room above adds its own kinds: `site.sorts["articles"] = Sort(...)`.
sorts: dict[str, Sort] = {
    "providers": Sort(
        lambda: PublicProfile.objects.visible().order_by("pk").only("slug", "published_at"),
        lambda one: reverse("hub:provider", args=[one.slug]),
        lambda one: one.published_at,
    ),
    "advocates": Sort(
        lambda: Advocate.objects.visible().order_by("pk").only("slug", "changed_at"),
        lambda one: reverse("hub:advocate", args=[one.slug]),
        lambda one: one.changed_at,
    ),
    "countries": Sort(
        country_changes,
        lambda one: reverse("hub:country", args=[one["country"]]),
        lambda one: one["changed"],
    ),
    "resources": _articles("resource"),
    "news": _articles("news"),
    "standards": Sort(
        lambda: standards_in_force().order_by("pk").only("slug", "in_force_since"),
        lambda one: reverse("hub:standard", args=[one.slug]),
        lambda one: one.in_force_since,
    ),
    "certificates": Sort(
        certificates_with_changes,
        lambda one: reverse("hub:certificate", args=[one.pk]),
        lambda one: one.changed,
    ),
}


@require_safe
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Let robots read what everybody may read, and name the sitemap."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    text = f"User-agent: *\n{closed}\nSitemap: {request.build_absolute_uri('/sitemap.xml')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name the sitemaps: one of single pages, and for each kind as many as it fills."""
    parts = [request.build_absolute_uri("/sitemap-pages-1.xml")]
    for name, sort in sorts.items():
        numbers = Paginator(sort.rows(), ON_A_SITEMAP).page_range
        parts += [request.build_absolute_uri(f"/sitemap-{name}-{number}.xml") for number in numbers]
    return _xml(request, "hub/sitemap_index.xml", {"parts": parts})


@require_safe
@public_page
def sitemap_part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """List up to 5,000 pages of a kind, each in every language, with the day of its last change."""
    if name == "pages":
        there: list[tuple[str, datetime | None, list[str]]] = [
            (path, None, languages()) for path in PAGES if number == 1 and _leads_somewhere(path)
        ]
        return _xml(request, "hub/sitemap.xml", {"rows": _rows(request, there)})
    if name not in sorts:
        raise NotFound
    sort = sorts[name]
    try:
        page = Paginator(sort.rows(), ON_A_SITEMAP).page(number)
    except EmptyPage:
        raise NotFound from None
    rows = _rows(request, [(sort.path(one), sort.changed(one), sort.tongues(one)) for one in page])
    return _xml(request, "hub/sitemap.xml", {"rows": rows})


def _rows(request: HttpRequest, pages: list[tuple[str, datetime | None, list[str]]]) -> list[dict[str, Any]]:
    site = request.build_absolute_uri("/")[:-1]
    rows = []
    for path, changed, spoken in pages:
        tongues = [(code, f"{site}{path}?lang={code}") for code in spoken if code in languages()]
        rows.append({"url": f"{site}{path}", "changed": changed, "tongues": tongues})
    return rows


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, content_type="application/xml; charset=utf-8")


def _leads_somewhere(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def framed(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let other sites show this page in a frame: only what is public, without cookies, scripts or forms."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.sets_no_cookies = True  # type: ignore[attr-defined]
        # The same for everybody, whoever has signed in here in the same browser.
        request.COOKIES = {}
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = EMBED_POLICY
        response.xframe_options_exempt = True
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", answer)


@require_safe
@framed
@public_page(indexed=False)
def embedded_provider(request: HttpRequest, slug: str) -> HttpResponse:
    profile = public_profile(slug)
    url = request.build_absolute_uri(reverse("hub:provider", args=[slug]))
    return render(request, "hub/embed_provider.html", {"card": card(profile), "url": url})


@require_safe
@public_page(keep=("provider",))
def for_your_site(request: HttpRequest) -> HttpResponse:
    """Give the lines to copy with which another site shows a provider's card."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    slug = request.GET.get("provider", "").replace("\0", "")
    chosen = PublicProfile.objects.visible().filter(slug=slug[:80]).first() if slug else None
    address = ""
    if chosen is not None:
        address = request.build_absolute_uri(reverse("hub:embedded_provider", args=[chosen.slug]))
    fitting = found_profiles(query)[:10] if query else []
    held = [
        (
            one,
            *(
                request.build_absolute_uri(reverse(f"hub:{name}", args=[one.pk]))
                for name in ("certificate", "badge")
            ),
        )
        for one in (valid_certificates(chosen.provider_id) if chosen else [])
    ]
    context = {"chosen": chosen, "address": address, "query": query, "fitting": fitting, "held": held}
    return render(request, "hub/for_your_site.html", context)

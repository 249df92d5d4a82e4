"""Open contracting data for everybody: what is published, as packages and one by one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kazi.deals.queries import ocds as published
from kazi.deals.rules import ocds

_PLACEHOLDER = "ocds-xxxxxx"


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Say in words what is published, by whom, and what is left out."""
    context = {
        "count": published.publishable().count(),
        "prefix": settings.KAZI_OCID_PREFIX,
        "is_placeholder": settings.KAZI_OCID_PREFIX == _PLACEHOLDER,
        "license": settings.KAZI_OCDS_LICENSE,
        "on_page": published.ON_PAGE,
    }
    return render(request, "deals/ocds.html", context)


@require_GET
def releases(request: HttpRequest) -> HttpResponse:
    deals, more = published.public_deals(_page(request))
    told = [release for deal in deals for release in ocds.releases(deal)]
    package = ocds.release_package(told, published.publisher(), _uri(request), published.newest_change())
    return _json(package, request, more)


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    deals, more = published.public_deals(_page(request))
    package = ocds.record_package(deals, published.publisher(), _uri(request), published.newest_change())
    return _json(package, request, more)


@require_GET
def one(request: HttpRequest, ocid: str) -> HttpResponse:
    """Send one deal as a record package; 404 for what its buyer does not, or no longer, publish."""
    deal = published.public_deal(ocid)
    package = ocds.record_package([deal], published.publisher(), _uri(request), timezone.now())
    return _json(package, request)


def _page(request: HttpRequest) -> int:
    said = request.GET.get("page", "1")
    return max(1, int(said)) if said.isdecimal() and len(said) < 7 else 1


def _uri(request: HttpRequest) -> str:
    return f"{settings.KAZI_URL}{request.get_full_path()}"


def _json(package: ocds.Json, request: HttpRequest, more: bool = False) -> HttpResponse:
    response = JsonResponse(package, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    if more:  # Packages have no field for it, so it goes where HTTP has one (RFC 8288).
        response["Link"] = f'<{settings.KAZI_URL}{request.path}?page={_page(request) + 1}>; rel="next"'
    return response

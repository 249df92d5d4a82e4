"""The directory for programs: the API of HSDS 3.0 under /hsds/."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Avg, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_GET

from kazi.care.models import (
    LocalService,
    ServiceAtLocation,
    ServiceLocation,
    ServiceOrganisation,
    Taxonomy,
    TaxonomyTerm,
)
from kazi.care.queries import publishing
from kazi.care.queries.listed import KIND
from kazi.care.rules.distance import distance_km
from kazi.care.rules.needs import NEEDS, TAXONOMY_ID
from kazi.kernel.public_pages import public_page
from kazi.search.queries import search

PER_PAGE, MOST_PER_PAGE = 50, 500
MOST_FOUND = 5_000
Shape = Callable[[Any], dict[str, Any]]


class _Wrong(Exception):
    """A parameter of the query cannot be read."""


@require_GET
def root(request: HttpRequest) -> HttpResponseBase:
    profile = request.build_absolute_uri("/hsds/profile/")
    said = {"version": publishing.VERSION, "profile": profile, "openapi_url": publishing.OPENAPI_URL}
    return _json(said)


@require_GET
@public_page
def profile(request: HttpRequest) -> HttpResponse:
    """Say in words how we use HSDS."""
    return render(request, "care/hsds.html", {"needs": NEEDS.values()})


@require_GET
def services(request: HttpRequest) -> HttpResponseBase:
    def answer() -> HttpResponseBase:
        rows = _services(request)
        if _flag(request, "minimal"):
            brief = rows.select_related(None).prefetch_related(None)
            return _page(
                request, brief, lambda row: {"id": str(row.pk), "modified_date": row.modified_at.isoformat()}
            )
        full = _flag(request, "full")
        return _page(request, rows, lambda row: publishing.service_json(row, full=full))

    return _answered(answer)


@require_GET
def service(request: HttpRequest, service_id: UUID) -> HttpResponseBase:
    row = publishing.services_for_api().filter(pk=service_id).first()
    return _nothing() if row is None else _json(publishing.service_json(row, full=True))


@require_GET
def organizations(request: HttpRequest) -> HttpResponseBase:
    def answer() -> HttpResponseBase:
        rows = ServiceOrganisation.objects.order_by("name", "pk")
        if words := request.GET.get("search", "").replace("\0", ""):
            rows = rows.filter(name__icontains=words)
        full, with_services = _flag(request, "full"), _flag(request, "full_service")
        return _page(request, rows, lambda row: _organization(row, full, with_services))

    return _answered(answer)


@require_GET
def organization(request: HttpRequest, organization_id: UUID) -> HttpResponseBase:
    row = ServiceOrganisation.objects.filter(pk=organization_id).first()
    if row is None:
        return _nothing()
    return _json(_organization(row, True, _flag(request, "full_service")))


def _organization(row: ServiceOrganisation, full: bool, with_services: bool) -> dict[str, Any]:
    said = publishing.organization_json(row, full=full)
    if with_services:
        rows = publishing.services_for_api().filter(organisation=row)
        said["services"] = [publishing.service_json(one, full=True) for one in rows]
    return said


@require_GET
def taxonomies(request: HttpRequest) -> HttpResponseBase:
    def answer() -> HttpResponseBase:
        rows: list[dict[str, Any]] = [publishing.our_taxonomy()]
        rows += map(publishing.taxonomy_json, Taxonomy.objects.order_by("name", "pk"))
        words = request.GET.get("search", "").lower()
        return _page(request, [one for one in rows if words in one["name"].lower()], dict)

    return _answered(answer)


@require_GET
def taxonomy(request: HttpRequest, taxonomy_id: UUID) -> HttpResponseBase:
    if taxonomy_id == TAXONOMY_ID:
        return _json(publishing.our_taxonomy())
    row = Taxonomy.objects.filter(pk=taxonomy_id).first()
    return _nothing() if row is None else _json(publishing.taxonomy_json(row))


@require_GET
def taxonomy_terms(request: HttpRequest) -> HttpResponseBase:
    """List the terms: our needs first, then those of imported taxonomies."""

    def answer() -> HttpResponseBase:
        wanted, parent = request.GET.get("taxonomy_id", ""), request.GET.get("parent_id", "")
        words = request.GET.get("search", "").replace("\0", "").lower()
        ours = [] if parent else list(map(publishing.need_json, NEEDS.values()))
        rows = TaxonomyTerm.objects.select_related("taxonomy").order_by("name", "pk")
        if wanted:
            ours = ours if wanted == str(TAXONOMY_ID) else []
            rows = rows.filter(taxonomy_id=_uuid(wanted))
        if parent:
            rows = rows.filter(parent_id=_uuid(parent))
        if _flag(request, "top_only"):
            rows = rows.filter(parent=None)
        if words:
            ours = [one for one in ours if words in one["name"].lower()]
            rows = rows.filter(name__icontains=words)
        return _page(request, [*ours, *map(publishing.term_json, rows)], dict)

    return _answered(answer)


@require_GET
def taxonomy_term(request: HttpRequest, term_id: UUID) -> HttpResponseBase:
    for need in NEEDS.values():
        if need.term_id == term_id:
            return _json(publishing.need_json(need))
    row = TaxonomyTerm.objects.select_related("taxonomy").filter(pk=term_id).first()
    return _nothing() if row is None else _json(publishing.term_json(row))


@require_GET
def service_at_locations(request: HttpRequest) -> HttpResponseBase:
    def answer() -> HttpResponseBase:
        rows = ServiceAtLocation.objects.filter(service__in=_services(request).order_by())
        rows = rows.select_related("location", "service__organisation").order_by("pk")
        rows = _near(request, rows)
        full = _flag(request, "full")
        return _page(
            request, rows, lambda row: publishing.at_location_json(row, with_service=True, with_location=True)
            if full else publishing.at_location_json(row),
        )  # fmt: skip

    return _answered(answer)


@require_GET
def service_at_location(request: HttpRequest, at_location_id: UUID) -> HttpResponseBase:
    rows = ServiceAtLocation.objects.exclude(service__status="defunct")
    row = rows.select_related("location", "service__organisation").filter(pk=at_location_id).first()
    return _nothing() if row is None else _json(publishing.at_location_json(row, with_service=True))


@require_GET
def unknown(_request: HttpRequest, unknown: str) -> HttpResponseBase:
    """Answer a program, and not with a page, where there is nothing: ids may be any text in the standard."""
    return _nothing()


def _near(request: HttpRequest, rows: QuerySet[ServiceAtLocation]) -> QuerySet[ServiceAtLocation]:
    """Keep what lies within `proximity` metres of the middle of a postal code's places, or in it."""
    code = request.GET.get("postcode", "").strip()
    if not code:
        return rows
    places = [
        (place.pk, place.latitude, place.longitude, code in _postcodes(place))
        for place in ServiceLocation.objects.only("pk", "latitude", "longitude", "record")
    ]
    inside = [place for place in places if place[3]]
    if not request.GET.get("proximity"):
        return rows.filter(location_id__in=[place[0] for place in inside])
    metres = _number(request, "proximity", 0, 50_000_000)
    centre = ServiceLocation.objects.filter(pk__in=[place[0] for place in inside], latitude__isnull=False)
    middle = centre.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    if middle["latitude"] is None:
        return rows.none()
    here = (middle["latitude"], middle["longitude"])
    close = [
        pk for pk, latitude, longitude, _in in places
        if latitude is not None and longitude is not None
        and distance_km(here, (latitude, longitude)) * 1000 <= metres
    ]  # fmt: skip
    return rows.filter(location_id__in=close)


def _postcodes(place: ServiceLocation) -> set[str]:
    return {str(one.get("postal_code", "")) for one in place.said("addresses") or []}


def _services(request: HttpRequest) -> QuerySet[LocalService]:
    """Return the services that fit all parameters of the query."""
    rows = publishing.services_for_api()
    said = request.GET
    if words := said.get("search", ""):
        found = search(words, {"kind": [KIND]}, on_a_page=MOST_FOUND, with_texts=False)
        rows = rows.filter(pk__in=[hit.ref for hit in found.hits])
    if term := said.get("taxonomy_term_id"):
        rows = rows.filter(pk__in=_with_terms([_uuid(term)], term))
    if taxonomy_id := said.get("taxonomy_id"):
        rows = rows.filter(pk__in=_with_taxonomy(_uuid(taxonomy_id)))
    if owner := said.get("organization_id"):
        rows = rows.filter(organisation_id=_uuid(owner))
    if after := said.get("modified_after"):
        rows = rows.filter(modified_at__gte=_moment(after))
    return rows


def _with_terms(ids: Iterable[UUID], own: str) -> list[UUID]:
    """Return the services that have a term: an imported one, or one of our needs."""
    need = next((code for code, one in NEEDS.items() if str(one.term_id) == own), None)
    if need is None:
        return list(LocalService.objects.filter(terms__in=list(ids)).values_list("pk", flat=True).distinct())
    # A list inside JSON cannot be asked for alike on both databases; the directory is small.
    return [pk for pk, needs in LocalService.objects.values_list("pk", "needs") if need in needs]


def _with_taxonomy(taxonomy_id: UUID) -> list[UUID]:
    if taxonomy_id == TAXONOMY_ID:
        return [pk for pk, needs in LocalService.objects.values_list("pk", "needs") if needs]
    rows = LocalService.objects.filter(Q(terms__taxonomy_id=taxonomy_id))
    return list(rows.values_list("pk", flat=True).distinct())


def _page(request: HttpRequest, rows: Any, shape: Shape) -> HttpResponseBase:
    """Answer with a Page of the rows, or with one line for each where `format=ndjson` asks for all."""
    if request.GET.get("format") == "ndjson":
        every = rows.iterator(chunk_size=500) if isinstance(rows, QuerySet) else rows
        return StreamingHttpResponse(_lines(every, shape), content_type="application/x-ndjson")
    page = int(_number(request, "page", 1, 1_000_000, 1))
    per_page = int(_number(request, "per_page", 1, MOST_PER_PAGE, PER_PAGE))
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    some = rows[(page - 1) * per_page : page * per_page]
    said = publishing.page_json([shape(row) for row in some], total=total, page=page, per_page=per_page)
    return _json(said)


def _lines(rows: Iterable[Any], shape: Shape) -> Iterator[str]:
    for row in rows:
        yield json.dumps(shape(row), ensure_ascii=False) + "\n"


def _answered(answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return answer()
    except _Wrong as wrong:
        problem = {"type": "about:blank", "title": str(wrong), "status": 422}
        return JsonResponse(problem, status=422, content_type="application/problem+json")


def _number(request: HttpRequest, name: str, least: float, most: float, default: float = 0) -> float:
    text = request.GET.get(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        raise _Wrong(f"{name} is no number.") from None
    if not least <= number <= most:
        raise _Wrong(f"{name} is between {least} and {most}.")
    return number


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _Wrong(f"{text[:60]} is no id: ids are UUIDs.") from None


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
        if found is None and (day := parse_date(text)) is not None:
            found = datetime(day.year, day.month, day.day, tzinfo=UTC)
    except ValueError:
        found = None
    if found is None:
        raise _Wrong("modified_after is no time. Write it as 2026-12-31T08:00:00Z.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _flag(request: HttpRequest, name: str) -> bool:
    return request.GET.get(name, "").lower() in {"1", "true", "yes"}


def _json(said: Any) -> JsonResponse:
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"  # Public data, for any site's pages.
    return response


def _nothing() -> JsonResponse:
    problem = {"type": "about:blank", "title": "There is nothing here.", "status": 404}
    return JsonResponse(problem, status=404, content_type="application/problem+json")

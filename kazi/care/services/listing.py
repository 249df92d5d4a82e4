"""One row of the directory from its HSDS record: the columns by which it is found, and the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from babel import Locale
from django.utils import timezone
from django.utils.translation import gettext_lazy

from kazi.care.models import LocalService, ServiceLocation, TaxonomyTerm
from kazi.care.queries.listed import KIND, SHOWN, with_places
from kazi.care.rules.needs import NEEDS, needs_of_terms
from kazi.hub.facets import add_kind
from kazi.search.services import Doc, drop, put_all
from kazi.search.sources import source

add_kind(KIND, gettext_lazy("Local services"), gettext_lazy("Local service"))
_FREE = ("free", "no cost", "no charge", "bure", "gratuit", "gratis")
_CODES = {name.lower(): code for code, name in Locale("en").languages.items()}


def fill_location(row: ServiceLocation) -> ServiceLocation:
    """Set the columns of a location from its record."""
    address: dict[str, Any] = next(iter(row.said("addresses") or []), {})
    country = str(address.get("country", "")).upper()
    row.name = row.said("name")[:300]
    row.town = str(address.get("city", ""))[:120]
    row.country = country if len(country) == 2 and country.isalpha() else ""
    row.latitude, row.longitude = (_degree(row.said(name)) for name in ("latitude", "longitude"))
    return row


def fill_service(
    row: LocalService, terms: Iterable[TaxonomyTerm], extra_needs: Iterable[str] = ()
) -> LocalService:
    """Set the columns of a service from its record, and the needs that its terms answer."""
    row.name = row.said("name")[:300]
    row.status = row.said("status") or "active"
    row.email = row.said("email")
    row.minimum_age, row.maximum_age = (_degree(row.said(name)) for name in ("minimum_age", "maximum_age"))
    if row.maximum_age == 0:
        row.maximum_age = None
    found = needs_of_terms((str(one.pk), one.scheme, one.code) for one in terms)
    row.needs = [code for code in NEEDS if code in {*found, *extra_needs}]
    row.languages = sorted(filter(None, map(_language, row.said("languages") or [])))
    row.is_free = _is_free(row)
    for schedule in row.said("schedules") or []:
        if isinstance(schedule.get("timezone"), int | float):
            row.utc_offset_minutes = round(schedule["timezone"] * 60)
    return row


def _degree(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _language(said: dict[str, Any]) -> str:
    code = str(said.get("code", "")).strip().lower().split("-")[0]
    if 2 <= len(code) <= 3:
        return code
    return str(_CODES.get(str(said.get("name", "")).strip().lower(), ""))


def _is_free(row: LocalService) -> bool | None:
    """Say whether it costs nothing, by its prices, else by the words about fees; None when nobody says."""
    amounts = [one.get("amount") for one in row.said("cost_options") or []]
    known = [amount for amount in amounts if isinstance(amount, int | float)]
    if known:
        return min(known) == 0
    words = f"{row.said('fees_description')} {row.said('fees')}".strip().lower()
    return any(free in words for free in _FREE) if words else None


def index(services: Iterable[LocalService]) -> None:
    """Let people find these services, or no longer those that are closed."""
    docs = []
    for one in services:
        if one.status in SHOWN:
            docs.append(doc_of(one))
        else:
            drop(KIND, str(one.pk))
    put_all(docs)


@source(KIND)
def all_docs() -> Iterator[Doc]:
    """Give every service that is shown, for an index that has to be made right again."""
    rows = with_places(LocalService.objects.filter(status__in=SHOWN)).order_by("pk")
    return (doc_of(row) for row in rows.iterator(chunk_size=500))


def doc_of(row: LocalService) -> Doc:
    """Return what the search keeps of a service."""
    places = [at.location for at in row.places.all()]
    areas = [str(one.get("name", "")) for one in row.said("service_areas") or []]
    towns = sorted({place.town for place in places if place.town})
    return Doc(
        kind=KIND,
        ref=str(row.pk),
        title=row.name,
        path=f"/local-services/{row.pk}/",
        at=row.modified_at or timezone.now(),
        keywords=" ".join(
            [row.organisation.name if row.organisation else "", row.said("alternate_name"), *towns, *areas]
            + [NEEDS[code].name for code in row.needs]
        ),
        body=f"{row.said('description')}\n{row.said('eligibility_description')}".strip(),
        facets={
            "need": row.needs,
            "spoken": row.languages,
            "town": towns,
            "country": sorted({place.country for place in places if place.country}),
            "cost": [] if row.is_free is None else ["free" if row.is_free else "paid"],
        },
        is_demo=row.is_demo,
    )

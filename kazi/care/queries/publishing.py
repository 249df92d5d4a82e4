"""The directory as HSDS 3.0 says it: what the API answers and what an export holds.

Empty fields are left out; an address has every field that the standard requires, with "" where the
place has none, because many towns have no postal code.  This is our profile: docs/services.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid5

from django.db.models import QuerySet

from kazi.care.models import (
    LocalService,
    ServiceAtLocation,
    ServiceLocation,
    ServiceOrganisation,
    Taxonomy,
    TaxonomyTerm,
)
from kazi.care.rules.hsds.fields import FIELDS, STATUSES
from kazi.care.rules.needs import NEEDS, OURS, TAXONOMY_ID, TAXONOMY_NAME, TAXONOMY_TEXT, Need

Said = dict[str, Any]
VERSION = "3.0"
OPENAPI_URL = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
_PARTS = (
    "phones",
    "schedules",
    "service_areas",
    "languages",
    "cost_options",
    "required_documents",
    "contacts",
)
_REQUIRED_IN_ADDRESS = ("address_1", "city", "state_province", "postal_code", "country", "address_type")


def services_for_api() -> QuerySet[LocalService]:
    """Return the services that are shown to everybody, with what a full record needs."""
    rows = LocalService.objects.exclude(status="defunct").select_related("organisation")
    return rows.prefetch_related("places__location", "terms__taxonomy").order_by("name", "pk")


def service_json(row: LocalService, *, full: bool = False) -> Said:
    """Return a service: its own fields and its organisation; `full` with every part."""
    said = _fields(row, "services") | {
        "status": row.status if row.status in STATUSES else "active",
        "last_modified": row.modified_at.isoformat(),
    }
    if row.checked_on:
        said["assured_date"] = str(row.checked_on)
    if row.organisation is not None:
        said["organization_id"] = str(row.organisation_id)
        said["organization"] = organization_json(row.organisation)
    if not full:
        return said
    said |= parts_json(row, "service_id")
    places = [at_location_json(at) for at in row.places.all()]
    attributes = [_attribute(row, term_json(term)) for term in row.terms.all()]
    attributes += [_attribute(row, need_json(NEEDS[code])) for code in row.needs if code in NEEDS]
    return said | _unless_empty(service_at_locations=places, attributes=attributes)


def organization_json(row: ServiceOrganisation, *, full: bool = False) -> Said:
    """Return an organisation; `full` with its phones, contacts and places."""
    said = {"description": ""} | _fields(row, "organizations")
    if not full:
        return said
    places = [location_json(place) for place in row.locations.all()]
    return said | parts_json(row, "organization_id", ("phones", "contacts")) | _unless_empty(locations=places)


def location_json(row: ServiceLocation) -> Said:
    said = {"location_type": "physical"} | _fields(row, "locations")
    if row.organisation_id:
        said["organization_id"] = str(row.organisation_id)
    said |= parts_json(row, "location_id", ("phones", "schedules", "languages", "contacts"))
    addresses = []
    for number, one in enumerate(row.record.get("addresses") or []):
        address: Said = {**dict.fromkeys(_REQUIRED_IN_ADDRESS, ""), **_filled(one)}
        if address["address_type"] not in {"physical", "postal", "virtual"}:
            address["address_type"] = "physical"
        addresses.append({"id": _part_id(row, "addresses", number), "location_id": str(row.pk), **address})
    return said | _unless_empty(addresses=addresses)


def at_location_json(
    at: ServiceAtLocation, *, with_service: bool = False, with_location: bool = True
) -> Said:
    """Return a service at a place, with the place and, where asked, the service."""
    said: Said = {"id": str(at.pk), "service_id": str(at.service_id), "location_id": str(at.location_id)}
    said |= _unless_empty(description=at.description)
    if with_location:
        said["location"] = location_json(at.location)
    if with_service:
        said["service"] = service_json(at.service)
    return said


def taxonomy_json(row: Taxonomy) -> Said:
    return {"description": ""} | _fields(row, "taxonomies")


def our_taxonomy() -> Said:
    """Return our list of needs as a taxonomy of its own."""
    return {"id": str(TAXONOMY_ID), "name": TAXONOMY_NAME, "description": TAXONOMY_TEXT, "version": "1"}


def need_json(need: Need) -> Said:
    """Return one of our needs as a taxonomy term."""
    return {
        "id": str(need.term_id),
        "code": need.code,
        "name": need.name,
        "description": f"Open Eligibility 2.0: {', '.join(sorted(need.terms))}",
        "taxonomy": TAXONOMY_NAME,
        "taxonomy_id": str(TAXONOMY_ID),
        "taxonomy_detail": our_taxonomy(),
        "language": "en",
    }


def term_json(row: TaxonomyTerm) -> Said:
    said: Said = {"description": ""} | _fields(row, "taxonomy_terms")
    said |= _unless_empty(parent_id=str(row.parent_id or ""), taxonomy_id=str(row.taxonomy_id or ""))
    if row.taxonomy is not None:
        said["taxonomy_detail"] = taxonomy_json(row.taxonomy)
    return said


def page_json(contents: list[Said], *, total: int, page: int, per_page: int) -> Said:
    """Return the Page object of HSDS around some of `total` things; `page` counts from 1."""
    pages = max(1, -(-total // per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _fields(row: Any, table: str) -> Said:
    known = {name: row.record.get(name) for name in FIELDS[table]}
    return {"id": str(row.pk)} | _filled(known)


def parts_json(row: Any, parent: str, names: Iterable[str] = _PARTS) -> Said:
    """Return the lists of parts, each with an id that is the same every time, and the name of its whole."""
    said: Said = {}
    for name in names:
        parts = [
            {"id": _part_id(row, name, number), parent: str(row.pk), **_filled(one)}
            for number, one in enumerate(row.record.get(name) or [])
        ]
        said |= _unless_empty(**{name: parts})
    return said


def _attribute(row: LocalService, term: Said) -> Said:
    return {
        "id": str(uuid5(OURS, f"{row.pk}/attribute/{term['id']}")),
        "link_id": str(row.pk),
        "link_entity": "service",
        "taxonomy_term_id": term["id"],
        "taxonomy_term": term,
    }


def _part_id(row: Any, name: str, number: int) -> str:
    return str(uuid5(OURS, f"{row.pk}/{name}/{number}"))


def _filled(said: Mapping[str, Any]) -> Said:
    return {name: value for name, value in said.items() if value not in ("", None, [])}


def _unless_empty(**said: Any) -> Said:
    return _filled(said)

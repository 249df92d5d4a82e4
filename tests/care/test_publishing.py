"""The directory for programs: every answer against the schemas of HSDS 3.0."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from kazi.care.models import LocalService
from kazi.care.rules.needs import NEEDS, TAXONOMY_ID
from kazi.care.services.importing import import_services
from tests.care.makers import HSDS, a_service, hub_staff, schema

pytestmark = pytest.mark.django_db
# What no answer of ours is without, where the folder of schemas is not here.
LEAST = {
    "service": {"id", "name", "status"},
    "organization": {"id", "name", "description"},
    "location": {"id", "location_type"},
    "taxonomy": {"id", "name", "description"},
    "taxonomy_term": {"id", "name", "description"},
    "service_at_location": {"id"},
    "address": {"id", "address_1", "city", "state_province", "postal_code", "country", "address_type"},
}


def check(kind: str, said: dict[str, Any]) -> None:
    """Compare a record with its schema; all schemas refer to each other by file name."""
    assert LEAST[kind] <= said.keys()
    if not HSDS.is_dir():
        return
    schemas = {path.name: json.loads(path.read_text()) for path in (HSDS / "schema").glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        [(name, DRAFT202012.create_resource(one)) for name, one in schemas.items() if name != "openapi.json"]
    )
    validator = Draft202012Validator(
        schema(kind), registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    assert [f"{list(one.path)}: {one.message}" for one in validator.iter_errors(said)] == []


def get(client: Client, path: str, **query: str) -> Any:
    response = client.get(path, query)
    assert response.status_code == 200, response.content
    return response.json()


def test_the_root_says_what_this_is(client: Client) -> None:
    said = get(client, "/hsds/")
    assert said["version"] == "3.0"
    assert client.get(said["profile"]).status_code == 200


@pytest.mark.parametrize("query", [{}, {"full": "true"}])
def test_services_and_their_parts_fit_the_schemas(client: Client, query: dict[str, str]) -> None:
    service = a_service(minimum_age=1, maximum_age=6, utc_offset_minutes=330, url="https://baby.example/")
    page = get(client, "/hsds/services", **query)
    assert (page["total_items"], page["first_page"], page["last_page"], page["size"]) == (1, True, True, 1)
    check("service", page["contents"][0])
    assert ("phones" in page["contents"][0]) == bool(query)
    whole = get(client, f"/hsds/services/{service.pk}")
    check("service", whole)
    assert whole["schedules"][0]["timezone"] == 5.5
    place = whole["service_at_locations"][0]["location"]
    check("location", place)
    check("address", place["addresses"][0])
    for kind, path in (("organization", "organizations"), ("service_at_location", "service_at_locations"),
                       ("taxonomy", "taxonomies"), ("taxonomy_term", "taxonomy_terms")):  # fmt: skip
        rows = get(client, f"/hsds/{path}", full="true", full_service="true")["contents"]
        assert rows
        for row in rows:
            check(kind, row)
            check(kind, get(client, f"/hsds/{path}/{row['id']}"))


@pytest.mark.skipif(not HSDS.is_dir(), reason="the folder of real inputs is not here")
def test_what_came_from_a_real_directory_fits_the_schemas_too(client: Client) -> None:
    import_services(hub_staff(), HSDS / "realdata/hsds1_base")
    import_services(hub_staff(), HSDS / "examples/csv")
    page = get(client, "/hsds/services", full="true", per_page="100")
    assert page["total_items"] == 20
    for one in page["contents"]:
        check("service", one)


def test_parameters_narrow_together(client: Client) -> None:
    a_service()
    a_service("Night Clinic", needs=["clinic"])
    owner = LocalService.objects.get(name="Night Clinic").organisation_id
    term = str(NEEDS["clinic"].term_id)

    def names(**query: str) -> list[str]:
        return [one["name"] for one in get(client, "/hsds/services", **query)["contents"]]

    assert names() == ["Baby Garden", "Night Clinic"]
    assert names(search="garden") == ["Baby Garden"]
    assert names(taxonomy_term_id=term) == ["Night Clinic"]
    assert names(taxonomy_id=str(TAXONOMY_ID)) == ["Baby Garden", "Night Clinic"]
    assert names(organization_id=str(owner)) == ["Night Clinic"]
    assert names(taxonomy_term_id=term, search="garden") == []
    assert names(modified_after="2100-01-01T00:00:00Z") == []
    assert names(per_page="1", page="2") == ["Night Clinic"]
    assert get(client, "/hsds/services", minimal="true")["contents"][0].keys() == {"id", "modified_date"}
    answer = client.get("/hsds/services", {"format": "ndjson"})
    lines = b"".join(answer.streaming_content).splitlines()  # type: ignore[attr-defined]
    assert [json.loads(line)["name"] for line in lines] == ["Baby Garden", "Night Clinic"]


def test_what_is_near_a_postal_code_is_found_in_metres(client: Client, tmp_path: Path) -> None:
    service = a_service()
    location = service.places.get().location
    location.record["addresses"][0]["postal_code"] = "00100"
    location.save()
    a_service("Far Away", latitude=-4.04, longitude=39.66, town="Mombasa")

    def found(**query: str) -> int:
        total: int = get(client, "/hsds/service_at_locations", **query)["total_items"]
        return total

    assert (found(), found(postcode="00100"), found(postcode="99")) == (2, 1, 0)
    assert (found(postcode="00100", proximity="1000"), found(postcode="00100", proximity="600000")) == (1, 2)


@pytest.mark.parametrize(
    "query", [
        {"page": "x"}, {"per_page": "0"}, {"per_page": "9999"}, {"modified_after": "soon"},
        {"taxonomy_id": "1"}, {"organization_id": "'"}, {"page": "nan"}, {"modified_after": "2026-13-45"},
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_read_is_said(client: Client, query: dict[str, str]) -> None:
    response = client.get("/hsds/services", query)
    assert response.status_code == 422
    assert next(iter(query)) in response.json()["title"] or "id" in response.json()["title"]


def test_what_is_not_there_is_a_404(client: Client) -> None:
    for kind in ("services", "organizations", "taxonomies", "taxonomy_terms", "service_at_locations"):
        assert client.get(f"/hsds/{kind}/00000000-0000-0000-0000-000000000000").status_code == 404

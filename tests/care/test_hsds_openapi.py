"""The OpenAPI document of HSDS 3.0 against our directory: each address, each parameter, each answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from kazi.care.models import LocalService
from kazi.care.rules.needs import NEEDS, TAXONOMY_ID
from tests.care.makers import HSDS, a_service

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not HSDS.is_dir(), reason="the folder of HSDS schemas is not here"),
]
DOCUMENT = "urn:openapi"
# The document says that one place of a service is a whole service, which its own text contradicts.
SLIPS = {"/service_at_locations/{id}": "service_at_location.json"}

PAGE = {"$ref": "#/components/schemas/Page"}  # What is minimal has two columns and is no whole record.


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HSDS / "schema/openapi.json").read_text())
    return found


def by_name(uri: str) -> Resource[Any]:
    """Return the schema that an address ends with; a record in a list is one of the same table."""
    name = uri.rsplit("/", 1)[-1].replace("_list.json", ".json")
    return DRAFT202012.create_resource(json.loads((HSDS / "schema" / name).read_text()))


def faults(schema: dict[str, Any], said: object) -> list[str]:
    # Made anew for each: a registry remembers what it has fetched only in the copy that it returns.
    whole = DRAFT202012.create_resource(document())
    registry: Registry[Any] = Registry(retrieve=by_name).with_resource(DOCUMENT, whole)  # type: ignore[call-arg]
    local = json.loads(json.dumps(schema).replace('"#/', f'"{DOCUMENT}#/'))
    checked = Draft202012Validator(
        local, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{list(one.path)}: {one.message}" for one in checked.iter_errors(said)]


def operations() -> Iterator[tuple[str, list[dict[str, Any]], dict[str, Any]]]:
    """Yield each address with its parameters in the query and the schema of its answer."""
    whole = document()
    for path, item in whole["paths"].items():
        named = [one.get("$ref", "").rsplit("/", 1)[-1] for one in item["get"].get("parameters", [])]
        told = [one for one in item["get"].get("parameters", []) if "$ref" not in one]
        asked = [whole["components"]["parameters"][name] for name in named if name] + told
        answer = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        yield path, asked, {"$ref": SLIPS[path]} if path in SLIPS else answer


@pytest.fixture
def service(db: None) -> LocalService:
    a_service("Night Clinic", needs=["clinic"], town="Mombasa", latitude=-4.04, longitude=39.66)
    return a_service(minimum_age=1, maximum_age=6, url="https://baby.example/")


def address(client: Client, path: str) -> str:
    if "{id}" not in path:
        return f"/hsds{path}"
    listed = client.get(f"/hsds{path.removesuffix('/{id}')}").json()["contents"]
    return f"/hsds{path.replace('{id}', listed[0]['id'])}"


def test_each_answer_fits_the_document_whatever_is_asked(client: Client, service: LocalService) -> None:
    right = {
        "search": "garden", "page": "1", "per_page": "1", "format": "json", "minimal": "true", "full": "true",
        "full_service": "true", "modified_after": "2020-01-01T00:00:00Z", "top_only": "true",
        "taxonomy_term_id": str(NEEDS["childcare"].term_id), "taxonomy_id": str(TAXONOMY_ID),
        "organization_id": str(service.organisation_id), "parent_id": str(NEEDS["childcare"].term_id),
        "postcode": "00100", "proximity": "5000",
    }  # fmt: skip
    wrong: dict[tuple[str, ...], list[str]] = {}
    asked_for: set[str] = set()
    paths = []
    for path, asked, schema in operations():
        where = address(client, path)
        paths.append(path)
        queries: list[dict[str, str]] = [{}, *({one["name"]: right[one["name"]]} for one in asked)]
        every = {one["name"]: right[one["name"]] for one in asked}
        for query in [*queries, {name: value for name, value in every.items() if name != "minimal"}]:
            asked_for |= query.keys()
            said = client.get(where, query)
            if said.status_code != 200:
                wrong[path, *query] = [f"{said.status_code}: {said.content[:200]!r}"]
            elif found := faults(PAGE if "minimal" in query else schema, said.json()):
                wrong[path, *query] = found
    assert wrong == {}
    assert {"/", "/services", "/services/{id}"} < set(paths)
    assert asked_for == set(right)


def test_what_the_document_calls_a_number_is_no_word(client: Client, service: LocalService) -> None:
    let_in = []
    for path, asked, _schema in operations():
        for one in asked:
            if one["schema"].get("type") == "integer":
                said = client.get(address(client, path), {one["name"]: "many"})
                let_in += [(path, one["name"])] if said.status_code != 422 else []
    assert let_in == []


def test_a_record_that_lacks_what_the_document_wants_is_found(client: Client, service: LocalService) -> None:
    answers = {path: schema for path, _asked, schema in operations()}
    page = client.get("/hsds/services").json()
    assert faults(answers["/services"], page) == []
    del page["contents"][0]["status"]
    assert "'status' is a required property" in str(faults(answers["/services"], page))
    page["total_items"] = "two"
    assert "'two' is not of type 'integer'" in str(faults(answers["/services"], page))


def test_the_root_says_which_version_and_document_it_follows(client: Client) -> None:
    said = client.get("/hsds/").json()
    assert (said["version"], said["openapi_url"].rsplit("/", 1)[-1]) == ("3.0", "openapi.json")
    assert "/3.0/" in said["openapi_url"]

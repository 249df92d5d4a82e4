"""The directory for programs does what the standard's own OpenAPI file says, for whatever it is asked.

The file and the schemas are those of HSDS 3.0 in the folder of real inputs; schemathesis makes the calls.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from kazi.care.models import LocalService, ServiceAtLocation, ServiceOrganisation, Taxonomy, TaxonomyTerm
from kazi.care.rules.needs import NEEDS, TAXONOMY_ID
from kazi.care.services.importing import import_services
from kazi.config.wsgi import application
from tests.care.makers import HSDS, a_service, hub_staff

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not HSDS.is_dir(), reason="the folder of real inputs is not here"),
]
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
REMOTE = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/"
LISTS = ("services", "organizations", "taxonomies", "taxonomy_terms", "service_at_locations")


def standard() -> dict[str, Any]:
    """Return the standard's OpenAPI file, with the schemas that it looks for elsewhere inside it."""
    raw: dict[str, Any] = _pointed(json.loads((HSDS / "schema/openapi.json").read_text()))
    for path in sorted((HSDS / "schema").glob("*.json")):
        if path.name != "openapi.json":
            raw["components"]["schemas"][path.stem] = _pointed(json.loads(path.read_text()))
    raw["servers"] = [{"url": "/hsds"}]
    # The file points from a service at a location to the schema of a service: a slip of the standard.
    at_location = raw["paths"]["/service_at_locations/{id}"]["get"]["responses"]["200"]["content"]
    pointer = at_location["application/json"]["schema"]
    assert pointer == {"$ref": "#/components/schemas/service"}
    pointer["$ref"] = "#/components/schemas/service_at_location"
    # The file leaves its own title and licence to be filled in.
    raw["info"] = {"title": "HSDS", "version": "3.0"}
    return raw


def _pointed(said: Any) -> Any:
    """Return it with every pointer to another file made one to `#/components/schemas`."""
    if isinstance(said, list):
        return [_pointed(one) for one in said]
    if not isinstance(said, dict):
        return said
    found = {name: _pointed(value) for name, value in said.items()}
    target = said.get("$ref")
    if isinstance(target, str) and target.endswith(".json"):
        name = (
            target.removeprefix(REMOTE).removeprefix("compiled/").removesuffix(".json").removesuffix("_list")
        )
        found["$ref"] = f"#/components/schemas/{name}"
    return found


def closed(said: Any) -> Any:
    """Return schemas in which an object may have no other fields than those of the standard."""
    if isinstance(said, list):
        return [closed(one) for one in said]
    if not isinstance(said, dict):
        return said
    found = {name: closed(value) for name, value in said.items()}
    if said.get("type") == "object" and isinstance(said.get("properties"), dict):
        found["additionalProperties"] = False
    return found


@pytest.fixture
def directory(db: None) -> dict[str, list[str]]:
    """Two real directories and two services of our own; return the ids that are there, by kind."""
    import_services(hub_staff(), HSDS / "realdata/hsds1_base")
    import_services(hub_staff(), HSDS / "examples/csv")
    a_service(minimum_age=1, maximum_age=6, utc_offset_minutes=330, url="https://baby.example/")
    a_service("Night Clinic", needs=["clinic"], latitude=None, longitude=None, hours=[])
    kinds: dict[str, Any] = {
        "services": LocalService, "organizations": ServiceOrganisation, "taxonomies": Taxonomy,
        "taxonomy_terms": TaxonomyTerm, "service_at_locations": ServiceAtLocation,
    }  # fmt: skip
    ids = {}
    for name, kind in kinds.items():
        ids[name] = [str(pk) for pk in kind.objects.values_list("pk", flat=True)]
    ids["taxonomies"].append(str(TAXONOMY_ID))
    ids["taxonomy_terms"].append(str(NEEDS["clinic"].term_id))
    return ids


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's own connection, as Django's test client does."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


def served() -> Callable[[dict[str, Any], Any], list[bytes]]:
    """Return our own server with the standard's file beside it."""
    file = json.dumps(standard()).encode()

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/openapi.json":
            start("200 OK", [("Content-Type", "application/json")])
            return [file]
        answer = application(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            getattr(answer, "close", lambda: None)()

    return app


@pytest.mark.slow
def test_every_call_of_the_standard_is_answered_as_it_describes(directory: dict[str, list[str]]) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", served())
    called = [
        _call(operation.ok(), directory)  # type: ignore[union-attr]
        for operation in schema.get_all_operations()
    ]
    assert len(called) == 11
    assert all(n > 0 for n in called)


def _call(operation: Any, ids: dict[str, list[str]]) -> int:
    """Make calls with real and made-up ids and parameters; return how many were answered with 200."""
    kind = operation.path.split("/")[1]
    made = right = 0

    @given(case=operation.as_strategy())
    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case: Any) -> None:
        nonlocal made, right
        made += 1
        if "{id}" in operation.path:
            case.path_parameters = {"id": ids[kind][right % len(ids[kind])]}
        query = dict(case.query or {})
        for name, of in (("taxonomy_id", "taxonomies"), ("taxonomy_term_id", "taxonomy_terms"),
                         ("organization_id", "organizations"), ("parent_id", "taxonomy_terms")):  # fmt: skip
            if name in query:
                query[name] = ids[of][-1]
        # Numbers are mostly made up out of our limits, which is answered with 422: every other call has none.
        left = {"page", "per_page", "proximity", "modified_after"} if made % 2 else set()
        # Asked for `minimal`, the standard's text wants two fields and its schema more: the text is followed.
        left |= {"format", "minimal"}
        case.query = {name: value for name, value in query.items() if name not in left}
        answer = case.call(headers={"Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS)
        right += answer.status_code == 200

    call()
    return right


def test_no_answer_has_a_field_that_the_standard_does_not_know(
    client: Client, directory: dict[str, list[str]]
) -> None:
    """Unknown fields are allowed by the schemas, so a misspelt one would pass them unseen."""
    schemas = closed(standard()["components"]["schemas"])
    # The standard's own examples of a service at a location have the service in them.
    schemas["service_at_location"]["properties"]["service"] = {"$ref": "#/components/schemas/service"}
    faults = []
    for name, kind in zip(
        LISTS, ("service", "organization", "taxonomy", "taxonomy_term", "service_at_location"), strict=True
    ):
        wanted = {"$ref": f"#/components/schemas/{kind}", "components": {"schemas": schemas}}
        validator = Draft202012Validator(wanted)
        rows = client.get(f"/hsds/{name}", {"full": "true", "per_page": "500"}).json()["contents"]
        assert rows
        whole = [client.get(f"/hsds/{name}/{one['id']}").json() for one in rows]
        faults += [
            f"{name}: {list(one.absolute_path)}: {one.message}"
            for row in (*rows, *whole)
            for one in validator.iter_errors(row)
        ]
    assert sorted(set(faults))[:20] == []


@pytest.mark.parametrize("name", LISTS)
def test_pages_say_where_they_are_and_hold_everything_once(
    client: Client, directory: dict[str, list[str]], name: str
) -> None:
    seen: list[str] = []
    total = client.get(f"/hsds/{name}").json()["total_items"]
    for page in range(1, -(-total // 7) + 1):
        said = client.get(f"/hsds/{name}", {"page": page, "per_page": 7}).json()
        assert (said["page_number"], said["total_items"]) == (page, total)
        assert said["total_pages"] == -(-total // 7)
        assert (said["first_page"], said["empty"]) == (page == 1, False)
        assert said["last_page"] == (page == said["total_pages"])
        assert said["size"] == len(said["contents"])
        seen += [one["id"] for one in said["contents"]]
    assert len(seen) == len(set(seen)) == total
    beyond = client.get(f"/hsds/{name}", {"page": 1000}).json()
    assert (beyond["empty"], beyond["contents"], beyond["last_page"]) == (True, [], True)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("made_up", ["1", "no-such-id", "%00", "a/b", "🦓"])
def test_an_id_of_another_kind_is_answered_to_a_program_too(client: Client, name: str, made_up: str) -> None:
    answer = client.get(f"/hsds/{name}/{made_up}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404

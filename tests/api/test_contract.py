"""The API does what its description says: schemathesis makes calls from openapi.json and looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from kazi.accounts.actors import Actor
from kazi.accounts.keys import SCOPES, make_key
from kazi.config.wsgi import pages as application
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Batch, Delivery, Project, Seat
from kazi.work.services import deliveries
from kazi.work.services.claiming import next_work
from tests.makers import answer_all, bearer, client_of, make_project, work_off

CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
pytestmark = pytest.mark.slow


@pytest.fixture
def project(org: Any, scope: None, worker: Actor, manager: Actor, buyer: Actor) -> Project:
    """Four tasks delivered, two still to do, one of them with the worker."""
    project = make_project(org, tasks=4, client_id=buyer.org_id)
    answer_all(worker, project)
    work_off()
    deliveries.deliver(manager, project)
    make_project(org, tasks=2)
    forget_everything()  # The worker's process would notice the new project within seconds.
    next_work(worker)
    Batch.objects.create(project=project, name="lines.csv")
    return project


@pytest.fixture
def buyer(db: None) -> Actor:
    return client_of()[1]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's own connection, as Django's test client does: a request ends by closing old ones."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


def whole(environ: dict[str, Any], start: Any) -> list[bytes]:
    """Answer as the server does: read to the end, then closed, so that nothing of a request stays open."""
    answer = application(environ, start)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


def headers_of(actor: Actor) -> dict[str, str]:
    if actor.role not in SCOPES:
        return bearer(actor)
    with acting_for(actor.org_id):
        _key, secret = make_key(actor, "contract", SCOPES[actor.role])
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("ids", ["made up", "real"])
def test_every_call_answers_as_it_is_described(
    ids: str, worker: Actor, manager: Actor, buyer: Actor, project: Project
) -> None:
    real = {
        "project_id": project.pk,
        "delivery_id": Delivery.objects.get().pk,
        "batch_id": Batch.objects.get().pk,
        "seat_id": Seat.objects.filter(state="open").latest("pk").pk,
        "number": 1,
    }
    actors = {"deliveries": buyer, "projects": manager}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", whole)
    called = 0
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        actor = actors.get((operation.tags or [""])[0], worker)
        _call(operation, actor, real if ids == "real" else {})
        called += 1
    assert called >= 7


def _call(operation: Any, actor: Actor, real: dict[str, int]) -> None:
    key = headers_of(actor)  # A new one for each call: one of the calls ends all tokens.

    @given(case=operation.as_strategy())
    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case: Any) -> None:
        given_ids = {name: value for name, value in real.items() if name in (case.path_parameters or {})}
        case.path_parameters = {**(case.path_parameters or {}), **given_ids}
        answer = case.call(headers={**key, "Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS)

    call()

"""Deliveries over HTTP, for clients and their programs; a provider's manager may read the same."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Field, Path, Query, Router, Schema

from kazi.accounts.actors import Actor, actor_of, require_scope
from kazi.accounts.models import ApiKey
from kazi.kernel.ids import Id
from kazi.work import access
from kazi.work.models import Delivery
from kazi.work.queries import deliveries as seen
from kazi.work.services import deliveries
from kazi.work.services.downloads import download

router = Router(tags=["deliveries"])

State = Literal["delivered", "accepted", "rejected", "replaced"]
Format = Literal["json", "csv", "jsonl", "xlsx", "parquet"]
Skip = Annotated[int, Query(ge=0, le=100_000)]
MOST_ON_PAGE = 500


class DeliveryOut(Schema):
    """The window on one project.

    `agreement` is the mean share (0 to 1) of people who said the same, null where one person does
    each task.  `reviewed_right` of `reviewed` results that a reviewer checked were right.  The
    project is expected to be done between `eta_from` and `eta_to`, null while nobody can say.
    """

    id: int
    name: str
    provider: str = Field(..., alias="provider_name")
    state: Literal["draft", "open", "paused", "finished"]
    task_type: str
    task_type_version: int
    deadline: datetime | None
    tasks: int
    settled: int
    reviewed: int
    reviewed_right: int
    agreement: float | None
    eta_from: datetime | None
    eta_to: datetime | None
    parcels: int
    updated_at: datetime


class DeliveriesOut(Schema):
    deliveries: list[DeliveryOut]


class ParcelOut(Schema):
    """Results handed over together.  Of `count` results `rejected` were rejected."""

    number: int
    state: Literal["waiting", "accepting", "accepted"]
    count: int
    rejected: int
    delivered_at: datetime
    decided_at: datetime | None


class DeliveryWithParcelsOut(DeliveryOut):
    """`waiting`: results that wait for the client's word; `rejected`: those to be done again."""

    waiting: int
    rejected: int
    latest_parcels: list[ParcelOut]


class ResultOut(Schema):
    """One result as it was handed over; `by` names people by pseudonyms of this project only."""

    key: str
    version: int
    parcel: int
    state: State
    inputs: dict[str, Any]
    value: dict[str, Any]
    agreement: float | None
    method: str
    reviewed: bool
    by: str
    answered_at: datetime
    delivered_at: datetime
    reason: str


class ResultsOut(Schema):
    """A page of results in the order of their keys; ask again with `after` until it is null."""

    results: list[ResultOut]
    after: int | None


class ResultsQuery(Schema):
    """`state` and `parcel` choose; without `state` those that hold now, so no replaced ones."""

    format: Format = "json"
    parcel: Id | None = None
    state: State | None = None
    after: Id | None = Field(None, description="Of format json: the `after` of the page before.")
    most: Annotated[int, Field(ge=1, le=MOST_ON_PAGE)] = 100


class RejectIn(Schema):
    keys: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        ..., min_length=1, max_length=deliveries.MOST_REJECTED
    )
    reason: str = Field(..., min_length=1, max_length=deliveries.MOST_REASON)


class RejectedOut(Schema):
    """How many were rejected now; those that were rejected before are not counted again."""

    rejected: int


@router.get("", response=DeliveriesOut, summary="List deliveries")
def list_deliveries(
    request: HttpRequest, skip: Annotated[int, Query(ge=0, le=100_000)] = 0
) -> dict[str, Any]:
    """Return up to 100 deliveries, unfinished projects first; `skip` goes on."""
    actor = _reader(request)
    access.side_of(actor)
    return {"deliveries": list(seen.deliveries_of(actor)[skip : skip + 100])}


@router.get("/{delivery_id}", response=DeliveryWithParcelsOut, summary="See one delivery")
def get_delivery(request: HttpRequest, delivery_id: Path[Id]) -> Any:
    """Return progress, quality, the expected end and the latest 100 parcels."""
    delivery = access.delivery_of(_reader(request), delivery_id)
    window = seen.window_of(delivery)
    told = DeliveryOut.from_orm(delivery).dict()
    return {
        **told,
        "provider_name": delivery.provider_name,
        "waiting": window.waiting,
        "rejected": window.rejected,
        "latest_parcels": list(seen.parcels_of(delivery)[:100]),
    }


@router.get(
    "/{delivery_id}/results",
    response=ResultsOut,
    summary="Take results",
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    "text/csv": {"schema": {"type": "string"}},
                    "application/jsonl": {"schema": {"type": "string"}},
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                        "schema": {"type": "string", "format": "binary"}
                    },
                    "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
                }
            }
        }
    },
)
def get_results(request: HttpRequest, delivery_id: Path[Id], asked: Query[ResultsQuery]) -> Any:
    """Return a page of results as JSON, or all of them as one file in another format."""
    delivery = access.delivery_of(_reader(request), delivery_id)
    state = asked.state or ""
    if asked.format != "json":
        return _file(delivery, asked.format, state, asked.parcel)
    copies = seen.copies_of(delivery, state=state, parcel=asked.parcel)
    page = seen.page_of(copies, delivery, asked.after, asked.most)
    return {"results": page.copies, "after": page.after}


@router.post("/{delivery_id}/parcels/{number}/accept", response=ParcelOut, summary="Accept a parcel")
def accept_parcel(request: HttpRequest, delivery_id: Path[Id], number: Path[Id]) -> Any:
    """Accept all results of a parcel that are not rejected.  Safe to send again."""
    actor = _answerer(request)
    return deliveries.accept(actor, access.delivery_of(actor, delivery_id), number)


@router.post("/{delivery_id}/reject", response=RejectedOut, summary="Reject results")
def reject_results(request: HttpRequest, delivery_id: Path[Id], payload: RejectIn) -> dict[str, int]:
    """Reject results with a reason: all of these keys or none.  They come back as rework."""
    actor = _answerer(request)
    delivery = access.delivery_of(actor, delivery_id)
    return {"rejected": deliveries.reject(actor, delivery, payload.keys, payload.reason)}


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_scope(actor, ApiKey.Scope.READ_DELIVERIES)
    return actor


def _answerer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_scope(actor, ApiKey.Scope.ANSWER_DELIVERIES)
    return actor


def _file(delivery: Delivery, kind: str, state: str, parcel: int | None) -> HttpResponseBase:
    file = download(delivery, kind, state=state, parcel=parcel)
    response = StreamingHttpResponse(file.pieces, content_type=file.mime)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response

"""A worker's tasks over HTTP: read the request, call a service, shape the reply."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import BaseModel

from kazi.accounts.actors import actor_of
from kazi.files.links import file_link
from kazi.kernel.ids import Id
from kazi.work.services import claiming

router = Router(tags=["work"])
Ahead = Annotated[int, Field(ge=1, le=5)]


class SeatOut(Schema):
    """A task that the worker holds until `expires_at`.  Send its answer with this `version`."""

    seat: int
    version: int
    project: int
    project_name: str
    task_type: str
    stage: str
    inputs: dict[str, Any]
    files: dict[str, str]
    differences: dict[str, Any] | None
    comment: str
    expires_at: datetime


class SeatsOut(Schema):
    seats: list[SeatOut]


class AnswerIn(BaseModel):
    """`seconds`: time worked with pauses taken out; leave it out if it was not measured."""

    answer: dict[str, Any]
    version: Annotated[int, Field(ge=1, le=1000)] = 1
    seconds: Annotated[int, Field(ge=0, le=86_400)] | None = None


class SavedOut(Schema):
    answer: int
    seconds: int
    is_new: bool
    is_extra: bool


# The two calls below answer for every task that is done, so they build their JSON themselves; the
# schemas above say its form, and a test holds the two together.


@router.post("/next", response=SeatsOut, summary="Take the next tasks")
def next_work(request: HttpRequest, project: Id | None = None, ahead: Ahead = 1) -> HttpResponse:
    """Return up to `ahead` (1 to 5) tasks that you now hold.  Asking twice gives the same."""
    actor = actor_of(request)
    found = claiming.next_work(actor, project, ahead)
    return _json(
        {
            "seats": [
                {
                    "seat": seat.seat_id,
                    "version": seat.version,
                    "project": project.id,
                    "project_name": project.name,
                    "task_type": project.task_type.name,
                    "stage": seat.stage,
                    "inputs": seat.payload,
                    "files": {
                        name: file_link(file_id, actor.person_id) for name, file_id in seat.files.items()
                    },
                    "differences": seat.hints,
                    "comment": seat.comment,
                    "expires_at": seat.expires_at.isoformat(),
                }
                for project, seat in found
            ]
        }
    )


@router.put(
    "/projects/{project_id}/seats/{seat_id}/answer",
    response=SavedOut,
    summary="Answer a task you hold",
)
def submit_answer(request: HttpRequest, project_id: Id, seat_id: Id, payload: AnswerIn) -> HttpResponse:
    """Store the answer once.  Safe to send again: the reply names the same answer."""
    saved = claiming.submit_answer(
        actor_of(request),
        project_id,
        seat_id,
        payload.answer,
        version=payload.version,
        seconds=payload.seconds,
    )
    return _json(
        {
            "answer": saved.answer_id,
            "seconds": saved.seconds,
            "is_new": saved.is_new,
            "is_extra": saved.is_extra,
        }
    )


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(_encode(body), content_type="application/json")

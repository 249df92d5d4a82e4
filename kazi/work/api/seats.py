"""A worker's tasks over HTTP: read the request, call a service, shape the reply."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from kazi.accounts.actors import actor_of
from kazi.work.services import claiming

router = Router(tags=["work"])


class SeatOut(Schema):
    """A task that the worker holds until `expires_at`.  Send its answer with this `version`."""

    seat: int
    version: int
    project: int
    project_name: str
    task_type: str
    stage: str
    inputs: dict[str, Any]
    differences: dict[str, Any] | None
    comment: str
    expires_at: datetime


class SeatsOut(Schema):
    seats: list[SeatOut]


class AnswerIn(Schema):
    """`seconds`: time worked with pauses taken out; leave it out if it was not measured."""

    answer: dict[str, Any]
    version: int = 1
    seconds: int | None = None


class SavedOut(Schema):
    answer: int
    seconds: int
    is_new: bool
    is_extra: bool


@router.post("/next", response=SeatsOut, summary="Take the next tasks")
def next_work(request: HttpRequest, project: int | None = None, ahead: int = 1) -> dict[str, Any]:
    """Return up to `ahead` (1 to 5) tasks that you now hold.  Asking twice gives the same."""
    found = claiming.next_work(actor_of(request), project, ahead)
    return {
        "seats": [
            {
                "seat": seat.seat_id,
                "version": seat.version,
                "project": project.id,
                "project_name": project.name,
                "task_type": project.task_type.name,
                "stage": seat.stage,
                "inputs": seat.payload,
                "differences": seat.hints,
                "comment": seat.comment,
                "expires_at": seat.expires_at,
            }
            for project, seat in found
        ]
    }


@router.put(
    "/projects/{project_id}/seats/{seat_id}/answer",
    response=SavedOut,
    summary="Answer a task you hold",
)
def submit_answer(request: HttpRequest, project_id: int, seat_id: int, payload: AnswerIn) -> dict[str, Any]:
    """Store the answer once.  Safe to send again: the reply names the same answer."""
    saved = claiming.submit_answer(
        actor_of(request),
        project_id,
        seat_id,
        payload.answer,
        version=payload.version,
        seconds=payload.seconds,
    )
    return {
        "answer": saved.answer_id,
        "seconds": saved.seconds,
        "is_new": saved.is_new,
        "is_extra": saved.is_extra,
    }

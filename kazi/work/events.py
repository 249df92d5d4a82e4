"""What work tells the rest of the system.  Facts are as coarse as their jobs: a batch, never an answer."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ProjectMade(Event):
    name = "work.project_made"
    project_id: str


@dataclass(frozen=True, slots=True)
class ProjectChanged(Event):
    """The project was opened, paused or finished."""

    name = "work.project_changed"
    project_id: str
    state: str


@dataclass(frozen=True, slots=True)
class ProjectPlanned(Event):
    """The plan was changed; `changed` names the fields."""

    name = "work.project_planned"
    project_id: str
    changed: str


@dataclass(frozen=True, slots=True)
class BatchImported(Event):
    name = "work.batch_imported"
    batch_id: str
    imported: str
    refused: str


@dataclass(frozen=True, slots=True)
class BatchFailed(Event):
    """Nothing of a file could be taken.  `reason` is the sentence without what stood in the file."""

    name = "work.batch_failed"
    batch_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class TasksSettled(Event):
    """Results became final, or final anew, in one project."""

    name = "work.tasks_settled"
    project_id: str
    count: str


@dataclass(frozen=True, slots=True)
class ReviewDecided(Event):
    name = "work.review_decided"
    review_id: str
    verdict: str


@dataclass(frozen=True, slots=True)
class SentBack(Event):
    """A task went back to the person who did it, with a comment."""

    name = "work.sent_back"
    task_id: str
    seat_id: str
    cause: str


@dataclass(frozen=True, slots=True)
class ResultsDelivered(Event):
    name = "work.results_delivered"
    delivery_id: str
    parcel: str
    count: str


@dataclass(frozen=True, slots=True)
class ResultsAccepted(Event):
    """A client accepted a parcel, the results of it that were rejected apart."""

    name = "work.results_accepted"
    delivery_id: str
    parcel: str
    count: str


@dataclass(frozen=True, slots=True)
class ResultsRejected(Event):
    """A client rejected results; the reasons stand in the copies.  `keys` is a list in JSON."""

    name = "work.results_rejected"
    delivery_id: str
    keys: str


@dataclass(frozen=True, slots=True)
class ConcernRaised(Event):
    name = "work.concern_raised"
    concern_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class ConcernAnswered(Event):
    name = "work.concern_answered"
    concern_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class TaskWithdrawn(Event):
    """Nobody is given this task any more; it has no result."""

    name = "work.task_withdrawn"
    task_id: str
    reason: str

"""Projects, batches and results over HTTP, for managers and their programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from kazi.accounts.actors import Actor, actor_of, require_role, require_scope
from kazi.accounts.models import Role
from kazi.kernel.ids import Id
from kazi.work import access
from kazi.work.downloads import results_download
from kazi.work.models import Batch, Project
from kazi.work.rules import MOST_PEOPLE
from kazi.work.services import batches, sending

router = Router(tags=["projects"])
PAGE = 100


class ProjectIn(Schema):
    """Give `type` (a ready type, such as `text-choice`) or `source` (the YAML of your own)."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    type: Annotated[str, Field(max_length=80)] = ""
    source: Annotated[str, Field(max_length=100_000)] = ""
    method: Literal["single", "double", "vote"] = "single"
    overlap: Annotated[int, Field(ge=1, le=MOST_PEOPLE)] = 1
    priority: Annotated[int, Field(ge=0, le=9)] = 5
    deadline: datetime | None = None
    open: bool = True


class ProjectOut(Schema):
    id: int
    name: str
    task_type: str
    task_type_version: int
    state: str
    method: str
    overlap: int
    priority: int
    deadline: datetime | None


class ProgressOut(ProjectOut):
    """`states` counts the tasks by state; `settled` of `tasks` have their result."""

    tasks: int
    settled: int
    states: dict[str, int]


class ProjectsOut(Schema):
    projects: list[ProjectOut]


class RefusedOut(Schema):
    line: int
    field: str
    reason: str


class BatchOut(Schema):
    """`position` of `size` is read; `refused_rows` is a page of up to 100 refusals."""

    id: int
    project: int
    name: str
    state: str
    position: int
    size: int
    imported: int
    unchanged: int
    refused: int
    error: str
    ignored_columns: list[str]
    refused_rows: list[RefusedOut]


class TaskIn(Schema):
    """A task: a key of your own and a value for each input of the task type."""

    key: Annotated[str, Field(min_length=1, max_length=200)]
    inputs: dict[str, Any]


class TasksIn(Schema):
    tasks: Annotated[list[TaskIn], Field(min_length=1, max_length=sending.MOST)]
    priority: Annotated[int, Field(ge=-100, le=100)] = 0


class TasksOut(Schema):
    imported: int
    unchanged: int


@router.get("", response=ProjectsOut, summary="List projects")
def list_projects(request: HttpRequest, offset: Annotated[int, Field(ge=0, le=10**9)] = 0) -> dict[str, Any]:
    """Return up to 100 projects, the newest first."""
    actor = _reader(request)
    page = access.projects_of(actor).order_by("-pk")[offset : offset + PAGE]
    return {"projects": [_project(project) for project in page]}


@router.post("", response={201: ProjectOut}, summary="Make a project")
def make_project(request: HttpRequest, payload: ProjectIn, response: HttpResponse) -> Any:
    """Make a project from a ready or an own task type, and open it unless `open` is false."""
    actor = _writer(request)
    plan = payload.dict(include={"method", "overlap", "priority", "deadline"})
    project = sending.start_project(
        actor, payload.name, ready=payload.type, source=payload.source, is_open=payload.open, **plan
    )
    response["Location"] = f"/api/v1/projects/{project.pk}"
    return Status(201, _project(project))


@router.get("/{project_id}", response=ProgressOut, summary="Follow a project")
def progress(request: HttpRequest, project_id: Id) -> dict[str, Any]:
    project = access.project_of(_reader(request), project_id)
    states = dict(project.tasks.order_by().values_list("state").annotate(n=Count("pk")))
    return _project(project) | {
        "tasks": sum(states.values()),
        "settled": states.get("settled", 0),
        "states": states,
    }


@router.post("/{project_id}/batches", response={202: BatchOut}, summary="Send a file of tasks")
def send_batch(
    request: HttpRequest,
    project_id: Id,
    response: HttpResponse,
    file: File[UploadedFile],
    key: Annotated[str, Form(max_length=100)] = "",
    priority: Annotated[int, Form(ge=-100, le=100)] = 0,
) -> Any:
    """Take CSV, JSONL, XLSX or a ZIP of pictures or PDFs.

    `key` names the column that tells rows apart (else `key`, else `id`, else the row's number).
    The file is read in the background: ask the address in `Location` how far it is.
    """
    actor = _writer(request)
    project = access.project_of(actor, project_id)
    batch = batches.receive(actor, project, file.name or "file", file, key, priority)
    response["Location"] = f"/api/v1/projects/{project.pk}/batches/{batch.pk}"
    return Status(202, _batch(batch))


@router.get("/{project_id}/batches/{batch_id}", response=BatchOut, summary="Follow a batch")
def batch(
    request: HttpRequest,
    project_id: Id,
    batch_id: Id,
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    """Say how far the file is read, and page by page which rows were refused and why."""
    actor = _reader(request)
    found = access.batch_of(actor, batch_id, project_id)
    return _batch(found, offset)


@router.post("/{project_id}/tasks", response=TasksOut, summary="Send tasks")
def send_tasks(request: HttpRequest, project_id: Id, payload: TasksIn) -> dict[str, int]:
    """Put up to 1,000 tasks into the project, all or none.

    A key that is there with the same inputs is counted as unchanged; with other inputs it is a
    409 that names every such key.
    """
    actor = _writer(request)
    project = access.project_of(actor, project_id)
    rows = [(task.key, task.inputs) for task in payload.tasks]
    added = sending.send_tasks(project, rows, payload.priority)
    return {"imported": added.added, "unchanged": len(added.unchanged)}


@router.get("/{project_id}/results", summary="Download results")
def results(
    request: HttpRequest,
    project_id: Id,
    format: Literal["csv", "jsonl", "xlsx", "parquet"] = "csv",
    all: bool = False,
) -> StreamingHttpResponse:
    """Return the settled results as a file; `all` adds the tasks without a result."""
    project = access.project_of(_reader(request), project_id)
    return results_download(project, format, with_open=all)


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_scope(actor, "projects:read")
    require_role(actor, Role.MANAGER, Role.LEAD)
    return actor


def _writer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_scope(actor, "projects:write")
    require_role(actor, Role.MANAGER)
    return actor


def _project(project: Project) -> dict[str, Any]:
    return {
        "id": project.pk,
        "name": project.name,
        "task_type": project.task_type.name,
        "task_type_version": project.task_type.version,
        "state": project.state,
        "method": project.method,
        "overlap": project.overlap,
        "priority": project.priority,
        "deadline": project.deadline,
    }


def _batch(found: Batch, offset: int = 0) -> dict[str, Any]:
    rows = found.refused_rows.order_by("line", "pk")[offset : offset + PAGE]
    return {
        "id": found.pk,
        "project": found.project_id,
        "name": found.name,
        "state": found.state,
        "position": found.position,
        "size": found.size,
        "imported": found.imported,
        "unchanged": found.unchanged,
        "refused": found.refused,
        "error": batches.failure(found),
        "ignored_columns": found.ignored_columns,
        "refused_rows": [
            {"line": row.line, "field": row.field, "reason": batches.reason(row)} for row in rows
        ],
    }

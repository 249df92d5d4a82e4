"""Projects, batches and results over HTTP."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.keys import make_key
from kazi.accounts.models import Organisation, Role
from kazi.kernel.tenancy import acting_for
from kazi.kinds.rules import ready_types
from kazi.work.models import Batch, Project, Task
from tests.makers import bearer, join, make_project, organisation, work_off

API = "/api/v1/projects"


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def post(actor: Actor, path: str, body: dict[str, Any]) -> Any:
    return Client().post(path, body, content_type="application/json", headers=bearer(actor))


def get(actor: Actor, path: str) -> Any:
    return Client().get(path, headers=bearer(actor))


def upload(actor: Actor, path: str, content: bytes, **fields: Any) -> Any:
    file = SimpleUploadedFile("lines.csv", content)
    return Client().post(path, {"file": file, **fields}, headers=bearer(actor))


def test_a_program_makes_a_project_sends_a_file_and_follows_it(manager: Actor, org: Organisation) -> None:
    made = post(manager, API, {"name": "Lines", "type": "text-choice", "method": "vote", "overlap": 3})
    assert made.status_code == 201
    path = made["Location"]
    assert (made.json()["state"], made.json()["overlap"]) == ("open", 3)
    sent = upload(manager, f"{path}/batches", b"nr,text,kind\n1,TOTAL,total\n2,,date\n", key="nr")
    assert sent.status_code == 202
    assert sent.json()["state"] == "waiting"
    work_off()
    followed = get(manager, sent["Location"]).json()
    assert (followed["state"], followed["imported"], followed["refused"]) == ("done", 1, 1)
    assert followed["ignored_columns"] == ["kind"]
    assert followed["refused_rows"] == [{"line": 3, "field": "text", "reason": "text is missing."}]
    progress = get(manager, path).json()
    assert (progress["tasks"], progress["settled"], progress["states"]) == (1, 0, {"open": 1})
    assert [one["id"] for one in get(manager, API).json()["projects"]] == [progress["id"]]


def test_a_project_can_bring_its_own_task_type(manager: Actor) -> None:
    source = ready_types()["text-choice"].source.replace("name: text-choice", "name: our-lines")
    made = post(manager, API, {"name": "Own", "source": source, "open": False})
    assert (made.json()["task_type"], made.json()["state"]) == ("our-lines", "draft")
    wrong = post(manager, API, {"name": "Own", "source": "name: Wrong Name\n"})
    assert wrong.status_code == 422
    assert wrong.json()["faults"][0]["line"] == 1
    unknown = post(manager, API, {"name": "Own", "type": "no-such"})
    assert unknown.status_code == 422
    assert "text-choice" in unknown.json()["title"]


def test_tasks_are_taken_all_or_none(manager: Actor, org: Organisation, scope: None) -> None:
    project = make_project(org, tasks=0)
    path = f"{API}/{project.pk}/tasks"
    tasks = [{"key": "a", "inputs": {"text": "x"}}, {"key": "b", "inputs": {"text": "y"}}]
    assert post(manager, path, {"tasks": tasks}).json() == {"imported": 2, "unchanged": 0}
    assert post(manager, path, {"tasks": tasks}).json() == {"imported": 0, "unchanged": 2}
    changed = [{"key": "c", "inputs": {"text": "z"}}, {"key": "a", "inputs": {"text": "other"}}]
    refused = post(manager, path, {"tasks": changed})
    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    assert [fault["field"] for fault in refused.json()["faults"]] == ["a"]
    faulty = [{"key": "d", "inputs": {"text": "z"}}, {"key": "d", "inputs": {"words": "z"}}]
    wrong = post(manager, path, {"tasks": faulty})
    assert wrong.status_code == 422
    assert {(fault["line"], fault["field"]) for fault in wrong.json()["faults"]} == {
        (2, "text"), (2, "words"), (2, "key"),
    }  # fmt: skip
    assert Task.objects.count() == 2
    many = [{"key": str(n), "inputs": {"text": "x"}} for n in range(1_001)]
    assert post(manager, path, {"tasks": many}).status_code == 422


def test_pictures_cannot_be_sent_as_words(manager: Actor, org: Organisation, scope: None) -> None:
    project = make_project(org, tasks=0, kind="receipt-entry")
    sent = post(manager, f"{API}/{project.pk}/tasks", {"tasks": [{"key": "a", "inputs": {"image": "a.jpg"}}]})
    assert (sent.status_code, "ZIP" in sent.json()["title"]) == (422, True)


def paths(project: Project) -> list[tuple[str, str]]:
    batch = Batch.objects.create(project=project, name="a.csv")
    base = f"{API}/{project.pk}"
    return [
        ("get", base),
        ("get", f"{base}/results"),
        ("get", f"{base}/results?format=jsonl&all=true"),
        ("get", f"{base}/batches/{batch.pk}"),
        ("post", f"{base}/tasks"),
        ("post", f"{base}/batches"),
    ]


def call(actor: Actor, method: str, path: str) -> int:
    if path.endswith("/batches"):
        return int(upload(actor, path, b"key,text\nz,z\n").status_code)
    if method == "post":
        return int(post(actor, path, {"tasks": [{"key": "z", "inputs": {"text": "z"}}]}).status_code)
    return int(get(actor, path).status_code)


def test_a_rival_finds_nothing_and_changes_nothing(
    manager: Actor, lead: Actor, worker: Actor, org: Organisation, scope: None
) -> None:
    project = make_project(org)
    rival_org = organisation("Rival")
    rival = join("rival", rival_org, Role.MANAGER)
    with acting_for(rival_org.pk):
        theirs = make_project(rival_org)
    before = Task.objects.count()
    for method, path in paths(project):
        assert call(rival, method, path) == 404, path
        assert call(worker, method, path) in {403, 404}, path
        assert call(lead, method, path) == (200 if method == "get" else 403), path
    assert Task.objects.count() == before
    for method, path in paths(project):
        assert call(manager, method, path) in {200, 202}, path
    batch = Batch.objects.filter(project=project).first()
    assert batch is not None
    assert get(rival, f"{API}/{theirs.pk}/batches/{batch.pk}").status_code == 404
    assert [one["id"] for one in get(rival, API).json()["projects"]] == [theirs.pk]


def test_a_key_does_only_what_its_scopes_say(manager: Actor, org: Organisation, scope: None) -> None:
    project = make_project(org)
    _, reading = make_key(manager, "reader", ["projects:read"])
    _, other = make_key(manager, "client", ["deliveries:read"])
    body = {"tasks": [{"key": "z", "inputs": {"text": "z"}}]}

    def status(secret: str, method: str, path: str) -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        if method == "get":
            return Client().get(path, headers=headers).status_code
        return Client().post(path, body, content_type="application/json", headers=headers).status_code

    assert status(reading, "get", f"{API}/{project.pk}") == 200
    assert status(reading, "post", f"{API}/{project.pk}/tasks") == 403
    assert status(other, "get", f"{API}/{project.pk}") == 403
    assert Client().get(f"{API}/{project.pk}").status_code == 401


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(
    manager: Actor, org: Organisation, scope: None
) -> None:
    project = make_project(org)
    response = Client().generic(
        "POST", f"{API}/{project.pk}/batches", b"", headers=bearer(manager),
        CONTENT_LENGTH=str(10 * 10**9), content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert response.status_code == 413
    assert b"10000 MB; at most" in response.content


def test_a_body_that_does_not_say_its_length_is_refused(
    manager: Actor, org: Organisation, scope: None
) -> None:
    project = make_project(org)
    request = {
        "REQUEST_METHOD": "POST", "PATH_INFO": f"{API}/{project.pk}/batches",
        "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(b"x"),
        "HTTP_AUTHORIZATION": bearer(manager)["Authorization"],
    }  # fmt: skip
    response = Client().request(**request)
    assert response.status_code == 411
    assert response.content.count(b"\n") == 0


def test_a_request_without_a_file_says_so(manager: Actor, org: Organisation, scope: None) -> None:
    project = make_project(org)
    response = Client().post(f"{API}/{project.pk}/batches", {}, headers=bearer(manager))
    assert response.status_code == 422
    assert "file" in response.json()["faults"][0]["field"]

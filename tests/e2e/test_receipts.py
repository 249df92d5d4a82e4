"""The main job, once through over HTTP: a client's receipts and lines in, checked results out.

With the folder of real inputs (`KAZI_SHARED`, else `../shared`) these are 30 scanned receipts and
1,358 lines of text; without it, receipts drawn here and a few lines.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import random
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from PIL import Image, ImageDraw
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.kinds.rules import TaskType, check_answer, ready_types, same
from tests.makers import bearer, join, work_off

SHARED = Path(os.environ.get("KAZI_SHARED", Path(django_settings.BASE_DIR).parent / "shared")) / "data"
API = "/api/v1"
pytestmark = pytest.mark.slow
Truth = dict[str, dict[str, str]]


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


# --- What the client sends -------------------------------------------------------------------


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def drawn_receipt(truth: Mapping[str, str]) -> bytes:
    image = Image.new("L", (420, 260), 245)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate([*truth.values(), "THANK YOU"]):
        pen.text((20, 20 + 40 * number), line, fill=20)
    made = io.BytesIO()
    image.save(made, "JPEG")
    return made.getvalue()


def receipts() -> tuple[Truth, dict[str, bytes]]:
    """Return what stands on each receipt, and the pictures, both by name."""
    folder = SHARED / "receipts"
    if (folder / "truth.csv").exists():
        rows = table(folder / "truth.csv")
        pictures = {row["image"]: (folder / row["image"]).read_bytes() for row in rows}
    else:
        rows = [
            {
                "image": f"{n:03}.jpg",
                "company": f"DUKA LA AMANI {n}",
                "date": f"{n + 1:02}/07/2018",
                "address": f"PLOT {n}, NGONG ROAD, NAIROBI",
                "total": f"{n * 7}.{n:02}",
            }
            for n in range(1, 9)
        ]
        pictures = {row["image"]: drawn_receipt(row) for row in rows}
    return {row.pop("image"): row for row in rows}, pictures


def lines() -> list[dict[str, str]]:
    path = SHARED / "receipt_lines" / "lines.csv"
    if path.exists():
        return table(path)
    said = {
        "company": "DUKA LA AMANI",
        "address": "NGONG ROAD",
        "date": "03/07/2018",
        "total": "TOTAL 7.00",
        "other": "THANK YOU",
    }
    kinds = itertools.islice(itertools.cycle(said), 60)
    return [{"key": f"l{n}", "text": f"{said[kind]} {n}", "kind": kind} for n, kind in enumerate(kinds)]


# --- Who works on it, each with a token of their own -------------------------------------------


@dataclass
class Hand:
    """One person's phone or program."""

    actor: Actor
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.headers = bearer(self.actor)

    def call(self, method: str, path: str, body: Any = None, expect: int = 200) -> Any:
        response = self.client.generic(
            method, path, json.dumps(body) if body is not None else "",
            content_type="application/json", headers=self.headers,
        )  # fmt: skip
        assert response.status_code == expect, response.content
        return response.json()

    def send(self, project: int, name: str, content: bytes) -> dict[str, Any]:
        """Send a file, let it be read in the background, and return what became of it."""
        file = io.BytesIO(content)
        file.name = name
        sent = self.client.post(f"{API}/projects/{project}/batches", {"file": file}, headers=self.headers)
        assert sent.status_code == 202
        work_off()
        return dict(self.call("GET", sent["Location"]))

    def results(self, project: int) -> dict[str, dict[str, str]]:
        response = self.client.get(f"{API}/projects/{project}/results?format=csv", headers=self.headers)
        assert response.status_code == 200
        rows = csv.DictReader(io.StringIO(response.getvalue().decode(), newline=""))
        return {row["key"]: row for row in rows}

    def work(self, project: int, say: Callable[[dict[str, Any]], dict[str, Any]]) -> list[dict[str, Any]]:
        """Take and answer tasks until there are none; return the seats."""
        done: list[dict[str, Any]] = []
        while seats := self.call("POST", f"{API}/work/next?project={project}&ahead=5")["seats"]:
            for seat in seats:
                path = f"{API}/work/projects/{project}/seats/{seat['seat']}/answer"
                body = {"answer": say(seat), "version": seat["version"], "seconds": 9}
                assert self.call("PUT", path, body)["is_new"]
                done.append(seat)
        return done


def packed(pictures: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in pictures.items():
            archive.writestr(name, data)
    return made.getvalue()


def typo(number: int, truth: dict[str, str]) -> dict[str, str]:
    """Return what a hasty person keys: every third receipt has one field wrong."""
    if number % 3 == 1:
        return truth | {"total": "1" + truth["total"].lstrip("RM$ ")}
    if number % 3 == 2:
        return truth | {"company": truth["company"].lower() + "  "}  # The same to the comparison.
    return truth


def cleaned(task_type: TaskType, raw: Mapping[str, str]) -> dict[str, Any]:
    answer, faults = check_answer(task_type, raw)
    assert not faults
    return answer


def test_receipts_are_keyed_twice_and_a_third_person_decides(manager: Actor, org: Organisation) -> None:
    truths, pictures = receipts()
    names = sorted(truths)
    boss = Hand(manager)
    first, second, third = (Hand(join(name, org)) for name in ("wanjiku", "otieno", "amina"))
    plan = {"name": "Receipts", "type": "receipt-entry", "method": "double"}
    project = boss.call("POST", f"{API}/projects", plan, expect=201)["id"]
    batch = boss.send(project, "receipts.zip", packed(pictures))
    assert (batch["state"], batch["imported"], batch["refused_rows"]) == ("done", len(names), [])

    seen = first.work(project, lambda seat: dict(truths[seat["inputs"]["image"]]))
    second.work(
        project,
        lambda seat: typo(names.index(seat["inputs"]["image"]), truths[seat["inputs"]["image"]]),
    )
    assert len(seen) == len(names)
    shown = first.client.get(seen[0]["files"]["image"], headers=first.headers)
    with Image.open(io.BytesIO(shown.getvalue())) as image:
        image.load()
    assert second.client.get(seen[0]["files"]["image"], headers=second.headers).status_code == 404

    work_off()
    wrong = [name for number, name in enumerate(names) if number % 3 == 1]
    decided = third.work(project, lambda seat: dict(truths[seat["inputs"]["image"]]))
    assert sorted(seat["inputs"]["image"] for seat in decided) == wrong
    for seat in decided:  # The third person sees both values, and nothing of who gave them.
        assert seat["stage"] == "decide"
        assert set(seat["differences"]) == {"total"}
        assert len(seat["differences"]["total"]) == 2
        assert "wanjiku" not in json.dumps(seat).lower()
    work_off()

    progress = boss.call("GET", f"{API}/projects/{project}")
    assert (progress["settled"], progress["tasks"]) == (len(names), len(names))
    task_type = ready_types()["receipt-entry"]
    rows = boss.results(project)
    assert sorted(row["in.image"] for row in rows.values()) == names
    for row in rows.values():
        expected = cleaned(task_type, truths[row["in.image"]])
        for answer in task_type.answers:
            given = row[answer.name] or None
            assert same(answer, given, expected.get(answer.name)), (row["key"], answer.name)
        is_wrong = row["in.image"] in wrong
        assert row["method"] == ("decided" if is_wrong else "double")
        assert len(row["answered_by"].split()) == (3 if is_wrong else 2)
        assert "wanjiku" not in " ".join(row.values()).lower()

    again = boss.send(project, "receipts.zip", packed(pictures))
    assert (again["imported"], again["unchanged"]) == (0, len(names))


def test_lines_are_voted_on_by_three_and_come_out_better_than_one_person(
    manager: Actor, org: Organisation
) -> None:
    truths = {row["key"]: row for row in lines()}
    boss = Hand(manager)
    plan = {"name": "Lines", "type": "text-choice", "method": "vote", "overlap": 3}
    project = boss.call("POST", f"{API}/projects", plan, expect=201)["id"]
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, fieldnames=list(next(iter(truths.values()))))
    writer.writeheader()
    writer.writerows(truths.values())
    batch = boss.send(project, "lines.csv", made.getvalue().encode())
    assert (batch["imported"], batch["refused"]) == (len(truths), 0)
    assert "kind" in batch["ignored_columns"]

    kinds = [option.value for option in ready_types()["text-choice"].answers[0].options]
    dice = random.Random(7)  # noqa: S311
    truth_of = {row["text"]: row["kind"] for row in truths.values()}
    said, right = 0, 0

    def vote(seat: dict[str, Any]) -> dict[str, Any]:
        nonlocal said, right
        truth = truth_of[seat["inputs"]["text"]]
        choice = dice.choice(kinds) if dice.random() < 0.12 else truth
        said, right = said + 1, right + (choice == truth)
        return {"kind": choice}

    for hand in [Hand(join(f"voter-{number}", org)) for number in range(7)]:
        hand.work(project, vote)
        work_off()
    rows = boss.results(project)
    assert set(rows) == set(truths)
    assert said >= 3 * len(truths)
    assert {row["method"] for row in rows.values()} == {"vote"}
    assert any(float(row["agreement"]) < 1 for row in rows.values())
    agrees = [row["kind"] == truths[key]["kind"] for key, row in rows.items()]
    accuracy = sum(agrees) / len(agrees)
    assert right / said < 0.95
    assert accuracy >= 0.97

"""The made-up provider of a measurement, and the count of what went wrong in it afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from kazi.cli.bench.place import Place


@dataclass
class World:
    """What the clients need: a signed token for each worker, and what was acknowledged to them."""

    tokens: list[str]
    project: int
    acknowledged: dict[int, int] = field(default_factory=dict)


def make_world(where: Place, *, workers: int, tasks: int, overlap: int = 1, lease_minutes: int = 30) -> World:
    """Make provider, workers, project and tasks in the database of `where`."""
    said = _inside(where, "make", str(workers), str(tasks), str(overlap), str(lease_minutes))
    return World(said["tokens"], said["project"])


def check(where: Place, world: World) -> dict[str, int]:
    """Count tasks given to too many, acknowledged answers that are not there, and doubled ones."""
    path = where.folder / "acknowledged.json"
    path.write_text(json.dumps(world.acknowledged))
    counted: dict[str, int] = _inside(where, "check", str(path))
    return counted


def _inside(where: Place, *arguments: str) -> Any:
    """Run this module's main in a process of its own, with the environment of the place."""
    done = subprocess.run(
        [sys.executable, "-m", "kazi.cli.bench.world", *arguments],
        env=where.env, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return json.loads(done.stdout)


def _make(workers: int, tasks: int, overlap: int, lease_minutes: int) -> dict[str, Any]:
    from django.utils import timezone

    from kazi.accounts.models import Membership, Organisation, Person, Role
    from kazi.accounts.tokens import issue
    from kazi.cli.preparing import prepare
    from kazi.kernel.tenancy import acting_for
    from kazi.kinds.types import take_ready
    from kazi.work.models import Project
    from kazi.work.services.projects import (
        NewTask,
        add_tasks,
        refresh_statistics,
    )
    from kazi.workforce.models import Worker

    prepare()
    org = Organisation.objects.create(name="Bench", slug="bench")
    tokens = []
    with acting_for(org.pk):
        for number in range(workers):
            person = Person.objects.create(username=f"bench-{number}", name=f"Worker {number}")
            member = Membership.objects.create(person=person, org=org, role=Role.WORKER)
            Worker.objects.create(membership=member, joined_on=timezone.now().date())
            tokens.append(issue(member))
        project = Project.objects.create(
            name="Bench",
            task_type=take_ready("text-choice"),
            state=Project.State.OPEN,
            method=Project.Method.SINGLE if overlap == 1 else Project.Method.VOTE,
            overlap=overlap,
            lease_minutes=lease_minutes,
        )
        for start in range(0, tasks, 10_000):
            add_tasks(
                project,
                [
                    NewTask(f"line-{n}", {"text": f"TOTAL {n}.00 paid in cash, thank you {n}"})
                    for n in range(start, min(tasks, start + 10_000))
                ],
            )
    refresh_statistics()
    return {"tokens": tokens, "project": project.pk}


def _check(path: str) -> dict[str, int]:
    from django.db import connection

    def one(sql: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.fetchone()[0])

    with open(path) as file:
        acknowledged = {int(seat): answer for seat, answer in json.load(file).items()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT seat_id, id FROM work_answer")
        stored = dict(cursor.fetchall())
    busy = "SELECT count(*) FROM work_seat s WHERE s.task_id = t.id AND s.state IN ('open','answered')"
    return {
        "over_assigned": one(f"SELECT count(*) FROM work_task t WHERE ({busy}) > needed"),  # noqa: S608
        "lost": sum(stored.get(seat) != answer for seat, answer in acknowledged.items()),
        "doubled": one(
            "SELECT count(*) FROM (SELECT seat_id FROM work_answer GROUP BY seat_id HAVING count(*) > 1) x"
        ),
        "drift": one(
            f"SELECT count(*) FROM work_task t WHERE open_seats + ({busy}) <> needed"  # noqa: S608
            " OR done <> (SELECT count(*) FROM work_answer a WHERE a.task_id = t.id AND NOT is_extra)"
        ),
        "answers": len(stored),
    }


if __name__ == "__main__":
    import django

    django.setup()
    doing, *rest = sys.argv[1:]
    if doing == "make":
        outcome: dict[str, Any] = _make(*(int(number) for number in rest))
    else:
        outcome = _check(rest[0])
    sys.stdout.write(json.dumps(outcome))

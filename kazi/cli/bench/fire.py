"""`script/bench fire`: kill everything with -9 while people work; nothing acknowledged may be lost."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from kazi.cli.bench.client import Phone
from kazi.cli.bench.place import Place, place, restart_postgresql, tree
from kazi.cli.bench.reporting import report
from kazi.cli.bench.work import ANSWER
from kazi.cli.bench.world import check, make_world


@dataclass
class Heard:
    """What one client was told, and what it is still waiting to hear."""

    answers: dict[int, int] = field(default_factory=dict)  # seat -> answer that was acknowledged
    changed: int = 0  # Retries that got another reply than the first.
    broken: int = 0  # Requests that the fire cut off.
    refused: dict[int, int] = field(default_factory=dict)  # HTTP status -> how often, beyond 200


def _insist(phone: Phone, method: str, path: str, body: bytes, heard: Heard, stop: threading.Event) -> Any:
    """Send until there is a reply, as the worker's page does; None when told to stop first."""
    while not stop.is_set():
        try:
            status, reply = phone.call(method, path, body)
        except OSError:
            heard.broken += 1
            time.sleep(0.1)
            continue
        if status == 200:
            return reply
        heard.refused[status] = heard.refused.get(status, 0) + 1
        if status in {409, 422}:
            return None
        time.sleep(0.1)
    return None


def _work(port: int, token: str, heard: Heard, stop: threading.Event, twice: float, seed: int) -> None:
    phone = Phone(port, token, timeout=10)
    dice = random.Random(seed)  # noqa: S311
    while not stop.is_set():
        taken = _insist(phone, "POST", "/api/v1/work/next", b"", heard, stop)
        if taken is None or not taken["seats"]:
            time.sleep(0.2)
            continue
        seat = taken["seats"][0]
        path = f"/api/v1/work/projects/{seat['project']}/seats/{seat['seat']}/answer"
        said = json.dumps({"answer": ANSWER, "version": seat["version"], "seconds": 5}).encode()
        saved = _insist(phone, "PUT", path, said, heard, stop)
        if saved is None:
            continue
        heard.answers[seat["seat"]] = saved["answer"]
        if dice.random() < twice:
            again = _insist(phone, "PUT", path, said, heard, stop)
            heard.changed += again is not None and again["answer"] != saved["answer"]
    phone.close()


def _burn(where: Place) -> None:
    """Kill the server's whole tree, and PostgreSQL's with it, then start both on the same folder."""
    postgres = where.postgres_pid
    if postgres:
        os.kill(postgres, signal.SIGSTOP)  # It starts no more children while they are counted.
        for pid in tree(postgres):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    where.kill()
    if postgres:
        restart_postgresql(where)
    where.start()


def fire(
    db: Annotated[str, typer.Option(help="sqlite or postgresql")] = "sqlite",
    clients: Annotated[int, typer.Option(help="People at work.")] = 32,
    kills: Annotated[int, typer.Option(help="How often everything is killed.")] = 5,
    tasks: Annotated[int, typer.Option(help="Tasks in the project.")] = 100_000,
    seconds: Annotated[float, typer.Option(help="Time between two kills.")] = 6,
    twice: Annotated[float, typer.Option(help="Share of answers that are sent twice.")] = 0.1,
    overlap: Annotated[int, typer.Option(help="People who answer each task.")] = 2,
) -> None:
    """Kill the server, and PostgreSQL, with -9 several times in the middle of work; count what is wrong."""
    kind = "postgresql" if db.startswith("postgres") else "sqlite"
    dice = random.Random(7)  # noqa: S311
    with place(kind) as where:
        world = make_world(where, workers=clients, tasks=tasks, overlap=overlap, lease_minutes=1)
        where.start()
        heard = [Heard() for _ in range(clients)]
        stop = threading.Event()
        threads = [
            threading.Thread(target=_work, args=(where.port, world.tokens[n], heard[n], stop, twice, n))
            for n in range(clients)
        ]
        for thread in threads:
            thread.start()
        try:
            for _ in range(kills):
                time.sleep(seconds * dice.uniform(0.6, 1.4))
                _burn(where)
            time.sleep(seconds)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        world.acknowledged = {seat: answer for one in heard for seat, answer in one.answers.items()}
        refused: dict[int, int] = {}
        for one in heard:
            for status, count in one.refused.items():
                refused[status] = refused.get(status, 0) + count
        where.stop()
        report(
            bench="fire",
            db=kind,
            clients=clients,
            kills=kills,
            acknowledged=len(world.acknowledged),
            cut_off=sum(one.broken for one in heard),
            retries_changed=sum(one.changed for one in heard),
            refused=refused,
            **check(where, world),
        )

"""`script/bench work`: next and submit over HTTP, one signed worker for each client, no thinking."""

from __future__ import annotations

import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from kazi.cli.bench.client import Phone
from kazi.cli.bench.place import Place, place
from kazi.cli.bench.reporting import percentiles, report
from kazi.cli.bench.world import World, check, make_world

ANSWER = {"kind": "other"}


@dataclass
class Seen:
    """What one client lived through."""

    next_ms: list[float] = field(default_factory=list)
    submit_ms: list[float] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)  # seat -> answer that was acknowledged
    changed: int = 0  # Retries that got another reply than the first.
    errors: dict[str, int] = field(default_factory=dict)
    emptied: bool = False

    def note(self, what: str) -> None:
        self.errors[what] = self.errors.get(what, 0) + 1


def run_client(
    port: int, token: str, seen: Seen, stop: threading.Event, twice: float, most: int, seed: int
) -> None:
    """Take and answer tasks until told to stop, the queue is empty, or `most` are done."""
    phone = Phone(port, token)
    dice = random.Random(seed)  # noqa: S311
    while not stop.is_set() and len(seen.answers) < most:
        try:
            start = time.perf_counter()
            status, body = phone.call("POST", "/api/v1/work/next")
            took = time.perf_counter() - start
            if status != 200:
                seen.note(f"next {status}")
                continue
            if not body["seats"]:
                seen.emptied = True
                return
            seen.next_ms.append(took * 1000)
            seat = body["seats"][0]
            path = f"/api/v1/work/projects/{seat['project']}/seats/{seat['seat']}/answer"
            said = json.dumps({"answer": ANSWER, "version": seat["version"], "seconds": 5}).encode()
            start = time.perf_counter()
            status, body = phone.call("PUT", path, said)
            took = time.perf_counter() - start
            if status != 200:
                seen.note(f"submit {status}")
                continue
            seen.submit_ms.append(took * 1000)
            seen.answers[seat["seat"]] = body["answer"]
            if dice.random() < twice:
                status, again = phone.call("PUT", path, said)
                seen.changed += status != 200 or again["answer"] != body["answer"]
        except OSError as error:
            seen.note(type(error).__name__)
            time.sleep(0.05)
    phone.close()


def measure(
    where: Place, world: World, clients: int, seconds: float, twice: float, most: int = 10**9
) -> dict[str, Any]:
    """Let the clients work for `seconds` and return the figures of this run."""
    seen = [Seen() for _ in range(clients)]
    stop = threading.Event()
    threads = [
        threading.Thread(
            target=run_client,
            args=(where.port, world.tokens[n], seen[n], stop, twice, most // clients + 1, n),
        )
        for n in range(clients)
    ]
    cpu, start = where.cpu_ms(), time.perf_counter()
    for thread in threads:
        thread.start()
    ends = start + seconds
    while time.perf_counter() < ends and any(thread.is_alive() for thread in threads):
        time.sleep(0.05)
    stop.set()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    time.sleep(1.5)  # What the background worker does for these answers counts too.
    pairs = sum(len(one.answers) for one in seen)
    errors: dict[str, int] = {}
    for one in seen:
        for what, count in one.errors.items():
            errors[what] = errors.get(what, 0) + count
    world.acknowledged |= {seat: answer for one in seen for seat, answer in one.answers.items()}
    return {
        "clients": clients,
        "pairs": pairs,
        "seconds": round(took, 2),
        "pairs_per_s": round(pairs / took, 1),
        "next_ms": percentiles([ms for one in seen for ms in one.next_ms]),
        "submit_ms": percentiles([ms for one in seen for ms in one.submit_ms]),
        "cpu_ms_per_pair": round((where.cpu_ms() - cpu) / max(1, pairs), 3),
        "rss_mb": round(where.memory_mb(), 1),
        "retries_changed": sum(one.changed for one in seen),
        "errors": errors,
    }


def work(
    db: Annotated[str, typer.Option(help="sqlite or postgresql")] = "sqlite",
    clients: Annotated[str, typer.Option(help="Numbers of clients, with commas.")] = "1,8,16,64",
    tasks: Annotated[int, typer.Option(help="Tasks in the project.")] = 100_000,
    seconds: Annotated[float, typer.Option(help="Length of each measurement.")] = 10,
    twice: Annotated[float, typer.Option(help="Share of answers that are sent twice.")] = 0.1,
    whole: Annotated[bool, typer.Option(help="Let the last number of clients finish all.")] = False,
    overlap: Annotated[int, typer.Option(help="People who answer each task.")] = 1,
) -> None:
    """Measure next and submit at several numbers of clients, then count what went wrong."""
    kind = "postgresql" if db.startswith("postgres") else "sqlite"
    numbers = [int(number) for number in clients.split(",")]
    with place(kind) as where:
        world = make_world(where, workers=max(numbers), tasks=tasks, overlap=overlap)
        where.start()
        measure(where, world, min(8, max(numbers)), 2, twice)  # Warm up: caches, plans, pages.
        for number in numbers:
            last = whole and number == numbers[-1]
            figures = measure(where, world, number, 3600 if last else seconds, twice)
            wrong = check(where, world)
            report(bench="work", db=kind, tasks=tasks, overlap=overlap, **figures, **wrong)

"""`script/bench voice --op queue|campaign|send|receipt|reply|results`: messages to and from a million people.

`queue` writes one broadcast for all contacts of an organisation, twice: the second time must add nothing.
`campaign` asks everybody a poll, and is killed twice on the way.  `send` empties a queue through a
gateway that answers after 20 ms; `--provider kannel` is one request a message, `africastalking` up to a
hundred.  `receipt` adds delivery reports, one durable insert for each call of a provider, and folds them.
The gateway and all senders share the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from kazi.cli.bench.place import Place, place
from kazi.cli.bench.replies import reply
from kazi.cli.bench.reporting import report
from kazi.cli.bench.results import results

Measure = Callable[..., list[dict[str, Any]]]


def voice(
    op: Annotated[
        str, typer.Option(help="queue, campaign, send, receipt, reply, results, or several with commas.")
    ] = "queue,send,receipt",
    db: Annotated[str, typer.Option(help="sqlite, postgresql, or both with a comma.")] = "sqlite,postgresql",
    rows: Annotated[int, typer.Option(help="How many; 0: a million queued, 20,000 sent or reported.")] = 0,
    connections: Annotated[int, typer.Option(help="Connections to the gateway, or callers at once.")] = 64,
    processes: Annotated[int, typer.Option(help="Sender processes, or web processes.")] = 1,
    kills: Annotated[int, typer.Option(help="Of `reply`: how often the server is killed with -9.")] = 0,
    provider: Annotated[str, typer.Option(help="Of `send`: kannel or africastalking.")] = "kannel",
) -> None:
    """Measure messages out; one JSON line for each operation and database."""
    for one in op.split(","):
        if one not in OPS:
            raise typer.BadParameter(f"{one} is not known; say {', '.join(OPS)}.")
        for name in db.split(","):
            with place("postgresql" if name.startswith("postgres") else "sqlite") as where:
                measure = partial(reply, kills=kills) if one == "reply" else OPS[one]
                for figures in measure(where, rows, connections, processes, provider):
                    report(bench="voice", db=where.db, op=one, **figures)


def outbound(op: str, usual: int) -> Measure:
    """Return a measurement that runs in a process of its own, with the environment of the place."""

    def measure(
        where: Place, rows: int, connections: int, processes: int, provider: str
    ) -> list[dict[str, Any]]:
        words = [op, str(rows or usual), str(connections), str(processes), provider]
        done = subprocess.run(
            [sys.executable, "-m", "kazi.cli.bench.outbound", *words],
            env=where.env | {"KAZI_PRIVATE_GATEWAYS": "1"}, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        return [json.loads(line) for line in done.stdout.splitlines()]

    return measure


OPS: dict[str, Measure] = {
    "queue": outbound("queue", 1_000_000),
    "campaign": outbound("campaign", 100_000),
    "send": outbound("send", 20_000),
    "receipt": outbound("receipt", 20_000),
    "reply": reply,
    "results": results,
}

"""`script/bench growth`: what a pair costs in a small and in a large project, measured in turn."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median
from typing import Annotated

import typer

from kazi.cli.bench.place import place
from kazi.cli.bench.reporting import report
from kazi.cli.bench.work import measure
from kazi.cli.bench.world import make_world


def growth(
    db: Annotated[str, typer.Option(help="sqlite or postgresql")] = "sqlite",
    tasks: Annotated[str, typer.Option(help="Sizes to compare, with commas.")] = "10000,1000000",
    clients: Annotated[int, typer.Option(help="Clients at once.")] = 16,
    seconds: Annotated[float, typer.Option(help="Length of each; the small project must outlast all.")] = 2.5,
    runs: Annotated[int, typer.Option(help="Runs of each size, in turn.")] = 5,
) -> None:
    """Measure the CPU of a pair in projects of several sizes; report medians and the growth."""
    kind = "postgresql" if db.startswith("postgres") else "sqlite"
    sizes = [int(size) for size in tasks.split(",")]
    with ExitStack() as stack:
        places = [stack.enter_context(place(kind)) for _ in sizes]
        worlds = [
            make_world(where, workers=clients, tasks=size) for where, size in zip(places, sizes, strict=True)
        ]
        cpu: list[list[float]] = [[] for _ in sizes]
        for run in range(runs + 1):
            for number, (where, world) in enumerate(zip(places, worlds, strict=True)):
                where.start()  # One server at a time, so that neither disturbs the other.
                measure(where, world, clients, 1, 0.1)
                figures = measure(where, world, clients, seconds, 0.1)
                where.stop()
                if run:  # The first round only warms the machine up.
                    cpu[number].append(figures["cpu_ms_per_pair"])
        medians = [round(median(figures), 3) for figures in cpu]
        report(
            bench="growth",
            db=kind,
            tasks=sizes,
            clients=clients,
            runs=runs,
            cpu_ms_per_pair=medians,
            spread=[[min(figures), max(figures)] for figures in cpu],
            growth_percent=round((medians[-1] / medians[0] - 1) * 100, 1),
        )

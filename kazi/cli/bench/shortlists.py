"""`script/bench shortlist`: how long a shortlist among thousands of providers takes.

In this process, with the market in memory as a web process has it: what is measured is choosing,
scoring, ordering and explaining, and the questions to the database that come with them.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from decimal import Decimal
from typing import Annotated

import typer

from kazi.cli.bench.place import Place, place
from kazi.cli.bench.reporting import percentiles, report


def shortlist(
    db: Annotated[str, typer.Option(help="sqlite or postgresql")] = "sqlite",
    providers: Annotated[int, typer.Option(help="Published providers.")] = 5000,
    runs: Annotated[int, typer.Option(help="Shortlists.")] = 200,
) -> None:
    """Measure shortlists of different works; the first one, which reads the market, is given apart."""
    kind = "postgresql" if db.startswith("postgres") else "sqlite"
    with place(kind) as where:
        figures = measure(where, providers, runs)
        report(bench="hub", op="shortlist", db=kind, providers=providers, runs=runs, **figures)


def measure(where: Place, providers: int, runs: int) -> dict[str, object]:
    """Fill the place and measure in a process of its own, whose settings are the place's."""
    command = [sys.executable, "-m", "kazi.cli.bench.shortlists", str(providers), str(runs)]
    done = subprocess.run(command, env=where.env, check=True, capture_output=True, text=True)
    figures: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _in_place(providers: int, runs: int) -> dict[str, object]:
    import django

    django.setup()
    from kazi.cli.preparing import prepare
    from kazi.deals.queries.shortlists import shortlist as make
    from kazi.deals.rules.work import Work
    from kazi.workforce.wages import import_wages

    prepare()
    dice = random.Random(7)  # noqa: S311 -- the same market each time.
    _fill(providers, dice)
    import_wages(
        "country,region,method,amount,currency,period,hours,as_of,source,url,licence\n"
        "KE,,other-living-wage,300,USD,month,195,2026-01-01,Invented for this measurement,,\n"
    )
    took = []
    for number in range(runs + 1):
        work = Work(
            title="Receipts",
            service=dice.choice(("data-entry", "text", "annotation")),
            description="x",
            volume=20_000,
            unit="receipt",
            languages=tuple(dice.sample(("en", "fr", "sw"), dice.randint(0, 2))),
            sample_units=10,
            sample_minutes=Decimal(10),
            least_people=dice.choice((0, 0, 10)),
        )
        began = time.perf_counter()
        made = make(work, f"bench:{number}")
        took.append((time.perf_counter() - began) * 1000)
        assert made.rows
    return {"first_ms": round(took[0], 1), "ms": percentiles(took[1:])}


def _fill(providers: int, dice: random.Random) -> None:
    from kazi.accounts.models import Organisation
    from kazi.deals.models import Candidate

    orgs = Organisation.objects.bulk_create(
        Organisation(name=f"Provider {n}", slug=f"provider-{n}") for n in range(providers)
    )
    services = ("data-entry", "text", "annotation", "translation", "research")
    Candidate.objects.bulk_create(
        Candidate(
            provider=org,
            name=org.name,
            slug=org.slug,
            country=dice.choice(("KE", "IN", "KH", "UG", "NP")),
            skills={code: dice.choice(("claim", "deal", "credential")) for code in dice.sample(services, 3)},
            languages=["en", *dice.sample(("fr", "sw", "hi", "km"), 2)],
            capacity=dice.choice((None, 8, 24, 120)),
            on_time_n=dice.randint(0, 20),
            on_time_x=dice.random(),
            accepted_n=dice.randint(0, 40),
            accepted_x=dice.random(),
            answer_n=dice.randint(0, 10),
            answer_hours=dice.uniform(1, 90),
            impact=dice.choice(("", "declared", "reviewed", "audited")),
            impact_ratio=dice.random(),
            prices=[["data-entry", "receipt", "USD", f"{dice.uniform(0.02, 0.2):.4f}"]],
        )
        for org in orgs
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_in_place(int(sys.argv[1]), int(sys.argv[2]))) + "\n")

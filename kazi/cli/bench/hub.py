"""`script/bench hub --op search|page|paint`: the public hub over HTTP, with 20,000 made-up profiles.

`search` asks /search/ and /providers/ new questions as visitors do: one to three words, some misspelt,
half of them with boxes ticked; every answer has all facets with their counts.  No question comes
twice, so no kept page answers.  `page` is what many visitors do at once: nine of ten open what others
have just opened (the front page, the list, well-known profiles), one of ten a profile that nobody
has opened before.  `paint` is another world: see paint.py.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from kazi.cli.bench.client import Phone
from kazi.cli.bench.paint import paint
from kazi.cli.bench.place import Place, place
from kazi.cli.bench.reporting import percentiles, report

Paths = Iterator[str]
SEED = 2011
SHARE_NEW = 0.1  # Of pages, those that nobody has opened before.


def hub(
    op: Annotated[str, typer.Option(help="search, page, paint, or several with commas.")] = "search,page",
    db: Annotated[str, typer.Option(help="sqlite, postgresql, or both with a comma.")] = "sqlite,postgresql",
    rows: Annotated[int, typer.Option(help="Published profiles.")] = 20_000,
    clients: Annotated[int, typer.Option(help="Visitors at the same time.")] = 2,
    seconds: Annotated[float, typer.Option(help="Length of each measurement.")] = 10,
    processes: Annotated[int, typer.Option(help="Web processes.")] = 1,
) -> None:
    """Measure the public hub; one JSON line for each operation and database."""
    ops = op.split(",")
    for one in ops:
        if one not in {*OPS, "paint"}:
            raise typer.BadParameter(f"{one} is not known; say {', '.join(OPS)} or paint.")
    for name in db.split(","):
        kind = "postgresql" if name.startswith("postgres") else "sqlite"
        if "paint" in ops:
            paint(kind)
        if ops == ["paint"]:
            continue
        with place(kind) as where:
            world = make_profiles(where, rows)
            where.start(f"--processes={processes}")
            for one in [one for one in ops if one in OPS]:
                measure(where, OPS[one](world, 0), clients=1, seconds=2)  # Warm up.
                report(
                    bench="hub", db=kind, op=one, rows=rows, **_figures(where, one, world, clients, seconds)
                )


def make_profiles(where: Place, rows: int) -> dict[str, Any]:
    """Publish `rows` made-up profiles in the database of `where`; return words and slugs to ask for."""
    done = subprocess.run(
        [sys.executable, "-m", "kazi.cli.bench.hub", str(rows)],
        env=where.env, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    world: dict[str, Any] = json.loads(done.stdout)
    return world


def questions(world: dict[str, Any], seed: int) -> Paths:
    """Give addresses of searches without end, each another."""
    dice = random.Random(SEED + seed)  # noqa: S311 -- a measurement, the same each time.
    number = 0
    while True:
        number += 1
        words = dice.sample(world["words"], dice.choice((1, 1, 2, 2, 3)))
        if dice.random() < 0.2:
            words[0] = _misspelt(words[0], dice)
        asked = [("q", " ".join(words))] if dice.random() < 0.9 else []
        for name, codes in world["facets"].items():
            if dice.random() < 0.25:
                asked += [(name, code) for code in dice.sample(codes, dice.choice((1, 1, 2)))]
        asked.append(("visitor", f"{seed}-{number}"))  # No kept page answers this.
        yield f"{dice.choice(('/search/', '/providers/'))}?{urlencode(asked)}"


def pages(world: dict[str, Any], seed: int) -> Paths:
    """Give the list, its first pages and some profiles, the first ones the most often; a tenth is new."""
    dice = random.Random(SEED + seed)  # noqa: S311
    new = iter(range(world["rows"] // 2 + seed, world["rows"], 40))  # Each visitor has others.
    while True:
        if dice.random() < SHARE_NEW and (number := next(new, None)) is not None:
            yield f"/providers/provider-{number}/"
        elif dice.random() < 0.4:
            yield dice.choice(("/", "/providers/", "/providers/?page=2", "/providers/?page=3"))
        else:
            yield f"/providers/{world['slugs'][int(dice.paretovariate(1)) % len(world['slugs'])]}/"


OPS: dict[str, Callable[[dict[str, Any], int], Paths]] = {"search": questions, "page": pages}


def measure(
    where: Place, *paths: Paths, clients: int, seconds: float
) -> tuple[list[float], dict[str, int], float]:
    """Let each client open its addresses one after the other; return ms of each, errors, seconds taken."""
    took: list[list[float]] = [[] for _ in range(clients)]
    errors: dict[str, int] = {}
    ends = time.perf_counter() + seconds

    def visit(number: int) -> None:
        visitor = Phone(where.port, "")
        for path in paths[number]:
            start = time.perf_counter()
            if start >= ends:
                break
            try:
                status, _body = visitor.call("GET", path)
            except OSError as error:
                errors[type(error).__name__] = errors.get(type(error).__name__, 0) + 1
                continue
            if status != 200:
                errors[str(status)] = errors.get(str(status), 0) + 1
            took[number].append((time.perf_counter() - start) * 1000)
        visitor.close()

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [ms for one in took for ms in one], errors, time.perf_counter() - start


def _figures(where: Place, op: str, world: dict[str, Any], clients: int, seconds: float) -> dict[str, Any]:
    cpu = where.cpu_ms()
    visits = [OPS[op](world, number + 1) for number in range(clients)]
    took, errors, passed = measure(where, *visits, clients=clients, seconds=seconds)
    spread = percentiles(took)
    return {
        "clients": clients,
        "asked": len(took),
        "per_s": round(len(took) / passed, 1),
        "p50_ms": spread["p50"],
        "p95_ms": spread["p95"],
        "p99_ms": spread["p99"],
        "cpu_ms_each": round((where.cpu_ms() - cpu) / max(1, len(took)), 2),
        "rss_mb": round(where.memory_mb(), 1),
        "errors": errors,
    }


def _misspelt(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word))
    return word[:at] + dice.choice("aeiourstn") + word[at + 1 :]


def _publish(rows: int) -> dict[str, Any]:
    """Write the profiles in bulk: each with a text of about 120 words out of 8,000, and with all facets."""
    from django.utils import timezone

    from kazi.accounts.models import Organisation
    from kazi.cli.preparing import prepare
    from kazi.hub.models import PublicProfile
    from kazi.hub.rules import catalogue
    from kazi.hub.services.indexing import all_profiles
    from kazi.search.services import put_all

    prepare()
    dice = random.Random(SEED)  # noqa: S311
    parts = ["ka", "mo", "ni", "ta", "ru", "sha", "be", "lo", "wi", "zu", "ha", "di", "se", "gu"]
    made_up = ["".join(dice.choice(parts) for _ in range(dice.randint(2, 4))) for _ in range(8_000)]
    countries = "KE UG TZ RW GH NG ZA ET IN BD NP LK PK KH LA VN PH ID MX GT CO PE HT EG JO MA SN CI CM"
    facets = {
        "country": countries.split(" "),
        "service": list(catalogue.SERVICES), "sector": list(catalogue.SECTORS),
        "language": list(catalogue.LANGUAGES), "group": list(catalogue.GROUPS),
    }  # fmt: skip
    slugs = [f"provider-{number}" for number in range(rows)]
    for start in range(0, rows, 1_000):
        names = [f"{dice.choice(made_up).title()} {dice.choice(made_up).title()} Data" for _ in range(1_000)]
        orgs = Organisation.objects.bulk_create(
            Organisation(name=name, slug=slug, country=dice.choice(facets["country"]))
            for name, slug in zip(names, slugs[start : start + 1_000], strict=False)
        )
        PublicProfile.objects.bulk_create(
            PublicProfile(
                provider=org, name=org.name, slug=org.slug, country=org.country, published_at=timezone.now(),
                story=" ".join(dice.choice(made_up) for _ in range(120)),
                sites=dice.choice(made_up).title(),
                services=dice.sample(facets["service"], dice.randint(1, 4)),
                sectors=dice.sample(facets["sector"], dice.randint(1, 3)),
                languages=dice.sample(facets["language"], dice.randint(1, 4)),
                groups=dice.sample(facets["group"], dice.randint(1, 3)),
                place=dice.choice(["centre", "home", "both"]), name_text=org.name.lower(), search_text="",
            )
            for org in orgs
        )  # fmt: skip
    put_all(all_profiles())
    known = "kenya data entry labelling pictures translation transcription hindi swahili khmer"
    words = [*made_up[:300], *known.split(" ")]
    return {"words": words, "slugs": slugs[:500], "facets": facets, "rows": rows}


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(_publish(int(sys.argv[1]))))

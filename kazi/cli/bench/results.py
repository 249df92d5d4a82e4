"""`script/bench voice --op results`: a manager opens released results of a poll with ten million answers.

A million replies to ten questions, at twelve sites, are tallied and released; then the board is opened by
everybody together, by site and by site and sex, one page after the other.  The tallies are written as
counts: a page must not take longer because of what lies behind a release.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
import urllib.request
from typing import Any

from kazi.cli.bench.place import Place
from kazi.cli.bench.reporting import percentiles

ANSWERS = 10_000_000
QUESTIONS = 10
SITES = tuple(f"site-{number}" for number in range(1, 13))
BY = ("", "site", "sex", "sitexsex")
PAGES = 40
LEAST_PEOPLE = len(SITES) * 2 * QUESTIONS * 20


def results(
    where: Place, rows: int = 0, connections: int = 1, processes: int = 1, provider: str = ""
) -> list[dict[str, Any]]:
    """Return one line of figures; `rows` are answers, ten million for 0.  `provider` is not used."""
    done = subprocess.run(
        [sys.executable, "-m", "kazi.cli.bench.results", str(rows or ANSWERS)],
        env=where.env, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    world: dict[str, Any] = json.loads(done.stdout)
    where.start(f"--processes={processes}")
    took: list[float] = []
    heaviest = 0
    for number in range(-len(BY), PAGES):
        request = urllib.request.Request(  # noqa: S310 -- the server of this measurement.
            f"{where.url}/polls/{world['poll']}/results/?by={BY[number % len(BY)]}",
            headers={"Cookie": f"{world['cookie']}={world['session']}"},
        )
        start = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            page = answer.read()
        assert b"<table>" in page
        heaviest = max(heaviest, len(page))
        if number >= 0:  # The first round warms up.
            took.append((time.perf_counter() - start) * 1000)
    return [
        {
            "answers": world["answers"], "released_people": world["released"],
            "release_s": world["release_s"], "tally_rows": world["tally_rows"],
            "pages": len(took), "show_ms": percentiles(took),
            "page_kb": round(heaviest / 1000, 1),
        }
    ]  # fmt: skip


def _fill(answers: int) -> dict[str, Any]:
    """Make the poll, its tallies and its first release; return how to open it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction
    from django.utils import timezone

    from kazi.accounts.models import Membership, Organisation, Person, Role
    from kazi.cli.preparing import prepare
    from kazi.kernel.tenancy import acting_for
    from kazi.voice.hot import tallies
    from kazi.voice.models import Poll, PollVersion
    from kazi.voice.released import latest_figures
    from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire, to_json
    from kazi.voice.services.releasing import plan_results, release_step

    prepare()
    asks = Questionnaire(
        "Ten questions", ("en",),
        (
            Question("site", Kind.ONE, options="sites", breakdown=True),
            Question("sex", Kind.ONE, options="sexes", breakdown=True),
            *(
                Question(
                    f"q{n}", Kind.ONE, {"en": f"Question {n}?"}, options="scale", sensitive=n == QUESTIONS
                )
                for n in range(1, QUESTIONS + 1)
            ),
        ),
        {
            "sites": tuple(Option(site) for site in SITES),
            "sexes": (Option("f"), Option("m")),
            "scale": tuple(Option(str(n)) for n in range(1, 6)),
        },
    )  # fmt: skip
    org = Organisation.objects.create(name="Bench", slug="bench-results")
    person = Person.objects.create(username="bench-results", name="Bench")
    Membership.objects.create(person=person, org=org, role=Role.MANAGER)
    dice = random.Random(10)  # noqa: S311 -- a measurement, the same each time.
    with acting_for(org.pk):
        poll = Poll.objects.create(title=asks.title)
        version = PollVersion.objects.create(
            poll=poll, questionnaire=to_json(asks), sha256="0" * 64, launched_at=timezone.now()
        )
        plan_results(version)
        each = max(answers // QUESTIONS, LEAST_PEOPLE) // (2 * len(SITES))
        counts: dict[tuple[str, str, tuple[str, ...]], int] = {}
        for site in SITES:
            for sex in ("f", "m"):
                counts["", "", (site, sex)] = each
                for n in range(1, QUESTIONS + 1):
                    left = each
                    for value in range(1, 5):
                        some = dice.randrange(each // 10, each // 5)
                        counts[f"q{n}", str(value), (site, sex)] = some
                        left -= some
                    counts[f"q{n}", "5", (site, sex)] = left
        with transaction.atomic():
            tallies.add(org.pk, version.pk, counts)
        start = time.perf_counter()
        release_step(version.pk)
        release_s = time.perf_counter() - start
        released = latest_figures(version)["q1"].figures["groups"][0]["n"]
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return {
        "poll": poll.pk, "cookie": settings.SESSION_COOKIE_NAME, "session": session.session_key,
        "answers": 2 * len(SITES) * each * QUESTIONS, "released": released,
        "release_s": round(release_s, 2), "tally_rows": len(counts),
    }  # fmt: skip


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(_fill(int(sys.argv[1]))))

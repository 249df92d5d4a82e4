"""`script/bench voice --op campaign`: a poll of ten questions begun with a hundred thousand people.

A process of its own draws and asks, is killed with -9 twice in the middle and started again.  At the end
everybody has one talk, one invitation that moved on and one message, or the line says who has not.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any, Final

KILLS: Final = 2
SECONDS_BETWEEN: Final = 3.0


def campaign(rows: int, _connections: int, _processes: int, _provider: str) -> list[dict[str, Any]]:
    """Measure one campaign over `rows` contacts; inside `acting_for` an organisation."""
    from django.utils import timezone

    from kazi.channels.models import Outgoing
    from kazi.cli.bench.outbound import _channel, _people
    from kazi.conversations.models import Reception, Talk
    from kazi.voice.models import Campaign, Invitation

    _people(rows, in_vault=False)
    channel = _channel(provider="simulator", medium="sms")
    Reception.objects.create(channel=channel, languages=["en"])
    now = timezone.now()
    one = Campaign.objects.create(
        version=_version(), channel=channel,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=2),
        state=Campaign.State.RUNNING, seed="bench",
    )  # fmt: skip
    command = [sys.executable, "-m", "kazi.cli.bench.campaigning"]
    start = time.perf_counter()
    for _kill in range(KILLS):
        asker = subprocess.Popen(command)
        with contextlib.suppress(subprocess.TimeoutExpired):
            asker.wait(SECONDS_BETWEEN)
        asker.kill()
        asker.wait()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    seconds = time.perf_counter() - start
    last = json.loads(done.stdout)
    cpu = last["cpu_ms"] / max(1, last["asked"])
    people = Outgoing.objects.values("number").distinct().count()
    asked = Invitation.objects.filter(campaign=one, asked_at__isnull=False).count()
    return [
        {
            "kills": KILLS, "seconds": round(seconds, 1), "per_s": round(rows / seconds),
            "asked_after_the_kills": last["asked"], "cpu_ms_per_person": round(cpu, 3),
            "lost": rows - min(people, asked, Talk.objects.count()),
            "doubled": Outgoing.objects.count() - people + Talk.objects.count() - people,
        }
    ]  # fmt: skip


def _version() -> Any:
    """Make a launched version of ten questions."""
    from django.utils import timezone

    from kazi.voice.models import Poll, PollVersion
    from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire, to_json
    from kazi.voice.services.releasing import plan_results

    asks = Questionnaire(
        "Ten questions", ("en",),
        tuple(Question(f"q{n}", Kind.ONE, {"en": f"Question {n}?"}, options="scale") for n in range(1, 11)),
        {"scale": tuple(Option(str(n), {"en": f"Answer {n}"}) for n in range(1, 6))},
    )  # fmt: skip
    version = PollVersion.objects.create(
        poll=Poll.objects.create(title=asks.title), questionnaire=to_json(asks), sha256="0" * 64,
        launched_at=timezone.now(),
    )  # fmt: skip
    plan_results(version)
    return version


def _ask() -> None:
    from kazi.voice.services.campaigning import run_campaigns

    asked, cpu = 0, time.process_time()
    while some := run_campaigns(seconds=3):
        asked += some
    sys.stdout.write(json.dumps({"asked": asked, "cpu_ms": (time.process_time() - cpu) * 1000}))


if __name__ == "__main__":
    import django

    django.setup()
    _ask()

"""`script/bench page`: what the worker's first task weighs, and when it can be answered, in Chromium.

Bytes are those on the wire, headers included, with an empty cache, and what is fetched ahead after
the task can be answered counts too.  `slow3g+cpu4` is 400 ms and 400 kbit/s with a CPU slowed four
times.  Signing in happens before and is not measured.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kazi.cli.bench.place import Place, place
from kazi.cli.bench.reporting import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KINDS = {"choice": "text-choice", "receipt": "receipt-entry"}
THROTTLES = ("none", "slow3g+cpu4")
PHONE = {"width": 412, "height": 846}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SLOW_BYTES_PER_S, SLOW_MS, SLOW_CPU = 400_000 / 8, 400, 4


def page(
    kind: Annotated[str, typer.Option(help="choice (a line of text) or receipt (a picture)")] = "choice",
    runs: Annotated[int, typer.Option(help="Runs of each throttle, taken in turns.")] = 3,
    db: Annotated[str, typer.Option(help="sqlite or postgresql")] = "sqlite",
) -> None:
    """Weigh the worker's first task: bytes, requests, seconds until it can be answered."""
    from playwright.sync_api import sync_playwright

    if kind not in KINDS:
        raise typer.BadParameter(f"{kind} is not known; say {' or '.join(KINDS)}.")
    path = chromium()
    seen: dict[str, list[dict[str, float]]] = {throttle: [] for throttle in THROTTLES}
    with place("postgresql" if db.startswith("postgres") else "sqlite") as where:
        world = _inside(where, kind)
        where.start()
        with sync_playwright() as playwright:
            for _run in range(runs):
                for throttle in THROTTLES:
                    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
                    seen[throttle].append(weigh(browser, where.url, world["session"], throttle))
                    browser.close()
    for throttle, weighed in seen.items():
        seconds = sorted(one["answerable_s"] for one in weighed)
        report(
            bench="page",
            page="/my/work/next",
            kind=kind,
            picture=world["picture"],
            throttle=throttle,
            bytes=int(median(one["bytes"] for one in weighed)),
            bytes_when_answerable=int(median(one["early_bytes"] for one in weighed)),
            requests=int(median(one["requests"] for one in weighed)),
            answerable_s=round(median(seconds), 2),
            spread_s=[round(seconds[0], 2), round(seconds[-1], 2)],
            n=len(weighed),
        )


def weigh(browser: Browser, url: str, session: str, throttle: str) -> dict[str, float]:
    """Open the next task as a signed-in worker with an empty cache and return what it cost."""
    context = browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    tab = context.new_page()
    devtools = context.new_cdp_session(tab)
    devtools.send("Network.enable")
    seen = {"bytes": 0.0, "requests": 0.0}

    def started(_event: Any) -> None:
        seen["requests"] += 1

    def finished(event: dict[str, Any]) -> None:
        seen["bytes"] += event["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", started)
    devtools.on("Network.loadingFinished", finished)
    if throttle != "none":
        speed = {"downloadThroughput": SLOW_BYTES_PER_S, "uploadThroughput": SLOW_BYTES_PER_S}
        devtools.send("Network.emulateNetworkConditions", {"offline": False, "latency": SLOW_MS, **speed})
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
    start = time.monotonic()
    tab.goto(f"{url}/my/work/next", wait_until="commit", timeout=120_000)
    tab.wait_for_selector("[data-first-answer]", state="visible", timeout=120_000)
    if tab.locator(".viewer img").count():  # A picture that is not there cannot be answered.
        shown = (
            "() => { const i = document.querySelector('.viewer img'); return i.complete && i.naturalWidth }"
        )
        tab.wait_for_function(shown, timeout=120_000)
    took, early = time.monotonic() - start, seen["bytes"]
    tab.wait_for_load_state("networkidle")
    tab.wait_for_timeout(2_000)
    context.close()
    return {**seen, "answerable_s": took, "early_bytes": early}


def chromium() -> str:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        sys.exit(
            "bench page: no Chromium here. Install one (Debian: apt-get install chromium) or set CHROMIUM."
        )
    return found


def _inside(where: Place, kind: str) -> Any:
    """Make the small world in a process of its own, in the place's database."""
    done = subprocess.run(
        [sys.executable, "-m", "kazi.cli.bench.page", kind],
        env=where.env, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return json.loads(done.stdout)


def _seed(kind: str) -> dict[str, str]:
    """Make a worker who has signed in, and an open project with a few tasks."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from kazi.accounts.models import Membership, Organisation, Person, Role
    from kazi.cli.preparing import prepare
    from kazi.kernel.tenancy import acting_for
    from kazi.kinds.types import take_ready
    from kazi.work.models import Project
    from kazi.work.services.projects import NewTask, add_tasks
    from kazi.workforce.models import Worker

    prepare()
    picture = ""
    org = Organisation.objects.create(name="Bench", slug="bench")
    person = Person.objects.create(username="bench", name="Bench Worker")
    with acting_for(org.pk):
        member = Membership.objects.create(person=person, org=org, role=Role.WORKER)
        Worker.objects.create(membership=member, joined_on=timezone.now().date())
        version = take_ready(KINDS[kind])
        project = Project.objects.create(name="Bench", task_type=version, state=Project.State.OPEN)
        if kind == "receipt":
            file_id, picture = _stored_picture()
            rows = [NewTask(f"r{n}", {"image": "receipt.png"}, {"image": file_id}) for n in range(9)]
        else:
            rows = [NewTask(f"line-{n}", {"text": f"TOTAL {n}.00 paid in cash"}) for n in range(9)]
        add_tasks(project, rows)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return {"session": str(session.session_key), "picture": picture}


def _stored_picture() -> tuple[str, str]:
    """Store a scanned receipt where the shared data lies beside the checkout, else a drawn one."""
    from django.conf import settings

    from kazi.files.rules.images import check_image
    from kazi.files.services import store_image

    shared = Path(os.environ.get("KAZI_SHARED", settings.BASE_DIR.parent / "shared"))
    scans = sorted((shared / "data" / "receipts").glob("*.jpg"), key=lambda scan: scan.stat().st_size)
    # The middle one: neither the lightest nor the heaviest of the scans.
    data, said = (scans[len(scans) // 2].read_bytes(), "scanned") if scans else (_drawn(), "drawn")
    return str(store_image(check_image(data), "receipt.jpg").pk), said


def _drawn() -> bytes:
    """Return a till slip as a scanner might give it, drawn by this program."""
    from io import BytesIO
    from random import Random

    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    dice = Random(7)  # noqa: S311 -- a picture, not a secret.
    slip = Image.new("L", (900, 2000), 250)
    pen, font = ImageDraw.Draw(slip), ImageFont.load_default(28)
    lines = ["KEDAI BUKU MAJU", "12 JALAN BUNGA 3", "05/08/2017 14:22"]
    lines += [f"ITEM {n:03}      {dice.randint(1, 99)}.{dice.randint(0, 99):02}" for n in range(35)]
    for n, line in enumerate([*lines, "TOTAL RM 840.00", "THANK YOU"]):
        pen.text((80, 60 + n * 46), line, fill=40, font=font)
    noise = Image.effect_noise(slip.size, 24).filter(ImageFilter.GaussianBlur(0.6))
    out = BytesIO()
    Image.blend(slip, noise, 0.12).save(out, "JPEG", quality=88)
    return out.getvalue()


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(_seed(sys.argv[1])))

"""`script/bench hub --op paint`: what public pages weigh and when a visitor sees them, in Chromium.

The world is the demo.  `slow3g` is 400 ms and 400 kbit/s, the cache empty at each page; the CPU is as it
is.  Largest paint is the browser's own Largest Contentful Paint, from the start of the navigation.
"""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from statistics import median
from typing import TYPE_CHECKING, Any

from kazi.cli.bench.page import FLAGS, PHONE, SLOW_BYTES_PER_S, SLOW_MS, chromium
from kazi.cli.bench.place import Place, place
from kazi.cli.bench.reporting import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = (
    "/", "/providers/", "/countries/", "/countries/potential/", "/search/?q=data+entry", "/advocates/",
    "/statistics/",
)  # fmt: skip
# One page of each of these kinds, found by its link: (where the link is, what it looks like).
LINKED = (
    ("/providers/", r'href="(/providers/[\w-]+/)"'),
    ("/countries/", r'href="(/countries/[A-Z]{2}/)"'),
    ("/standards/", r'href="(/certificates/[\w-]+/)"'),
)
RUNS = 3
_WATCH = """
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) { window.largest = one.startTime; window.what = one.element?.tagName; }
}).observe({type: "largest-contentful-paint", buffered: true});
"""


def paint(kind: str) -> None:
    """Open each page with an empty cache, as it is and on slow 3G; one JSON line for each."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with place(kind) as where:
        where.env["KAZI_DEMO"] = "1"
        demo = [sys.executable, "-m", "kazi.cli", "demo"]
        subprocess.run(demo, env=where.env, check=True, stdout=subprocess.DEVNULL)
        where.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for page in [*PAGES, *_linked(where)]:
                seen = [_open(browser, where.url + page) for _run in range(RUNS)]
                report(
                    bench="hub",
                    db=kind,
                    op="paint",
                    page=page,
                    bytes=int(median(one["bytes"] for one in seen)),
                    requests=int(median(one["requests"] for one in seen)),
                    largest_paint_s=round(median(one["largest_s"] for one in seen), 2),
                    spread_s=sorted(round(one["largest_s"], 2) for one in seen)[:: RUNS - 1],
                    largest=seen[0]["what"],
                    throttle="slow3g",
                    n=RUNS,
                )
            browser.close()


def _linked(where: Place) -> list[str]:
    found = []
    for page, link in LINKED:
        first = re.search(link, _text(where.url + page))
        if first is None:
            raise RuntimeError(f"{page} has no link like {link}.")
        found.append(first[1])
    return found


def _text(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 -- our own server.
        return str(answer.read().decode())


def _open(browser: Browser, url: str) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    context.add_init_script(_WATCH)
    tab = context.new_page()
    devtools = context.new_cdp_session(tab)
    devtools.send("Network.enable")
    seen: dict[str, Any] = {"bytes": 0.0, "requests": 0}

    def started(_event: Any) -> None:
        seen["requests"] += 1

    def finished(event: dict[str, Any]) -> None:
        seen["bytes"] += event["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", started)
    devtools.on("Network.loadingFinished", finished)
    speed = {"downloadThroughput": SLOW_BYTES_PER_S, "uploadThroughput": SLOW_BYTES_PER_S}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, "latency": SLOW_MS, **speed})
    tab.goto(url, wait_until="load", timeout=120_000)
    tab.wait_for_load_state("networkidle")
    tab.wait_for_timeout(500)
    seen["largest_s"] = tab.evaluate("window.largest") / 1000
    seen["what"] = tab.evaluate("window.what")
    context.close()
    return seen

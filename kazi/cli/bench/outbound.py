"""The measurements of `bench voice` that need no server: queueing, sending, folding reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from datetime import time as hour
from typing import Any, Final

ZONES: Final = ("Africa/Nairobi", "Asia/Dhaka", "Asia/Phnom_Penh", "America/Port-au-Prince")
AT_ONCE: Final = 10_000


def main() -> None:
    op, rows, connections, processes, provider = sys.argv[1:6]
    import django

    django.setup()
    from kazi.accounts.models import Organisation
    from kazi.cli.bench.campaigning import campaign
    from kazi.cli.preparing import prepare
    from kazi.kernel.tenancy import acting_for

    if op == "sender":
        return _sender(int(connections))
    prepare()
    org, _made = Organisation.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    with acting_for(org.pk):
        measured = {"queue": _queue, "send": _send, "receipt": _receipt, "campaign": campaign}[op]
        figures = measured(int(rows), int(connections), int(processes), provider)
    for one in figures:
        sys.stdout.write(json.dumps({"rows": int(rows), **one}) + "\n")
    return None


def _spread(times_ms: list[float]) -> dict[str, float]:
    ordered = sorted(times_ms) or [0.0]
    return {
        "p50_ms": round(ordered[len(ordered) // 2], 2),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 2),
    }


def _channel(**more: Any) -> Any:
    from kazi.channels.services.connecting import Draft, connect

    hours: dict[str, Any] = {"opens_at": hour(0), "closes_at": hour(23, 59, 59), "per_second": 10_000.0}
    return connect(Draft(name=uuid.uuid4().hex, sender="21512", **hours, **more))


def _people(rows: int, *, in_vault: bool) -> None:
    """Make contacts, in four time zones; for sending their numbers are in the vault too."""
    from kazi.channels.models import Contact
    from kazi.channels.vault import numbers

    for start in range(0, rows, AT_ONCE):
        some = range(start, min(rows, start + AT_ONCE))
        if in_vault:
            ids = list(numbers.keep_many(f"+2547{number:08}" for number in some).values())
        else:
            ids = [uuid.uuid4() for _number in some]
        Contact.objects.bulk_create(
            Contact(number=number, zone=ZONES[place % len(ZONES)]) for place, number in enumerate(ids)
        )


def _broadcast(channel: Any) -> int:
    from kazi.channels.models import Contact
    from kazi.channels.rules.wire import Said
    from kazi.channels.services.queueing import broadcast, queue

    return queue(
        broadcast(channel, "bench", {"en": Said("Do you feel safe at work?")}), Contact.objects.all()
    )


def _queue(rows: int, _connections: int, _processes: int, _provider: str) -> list[dict[str, Any]]:
    from kazi.channels.models import Outgoing

    _people(rows, in_vault=False)
    channel = _channel(provider="simulator", medium="sms")
    start = time.perf_counter()
    added = _broadcast(channel)
    seconds = time.perf_counter() - start
    again = _broadcast(channel)  # By whoever did not hear that it was done.
    people = Outgoing.objects.values("number").distinct().count()
    return [
        {
            "connections": 1, "per_s": round(rows / seconds), "seconds": round(seconds, 1),
            "p50_ms": round(seconds * 1000), "p99_ms": round(seconds * 1000),
            "lost": rows - people, "doubled": added - people + again,
        }
    ]  # fmt: skip


def _send(rows: int, connections: int, processes: int, provider: str) -> list[dict[str, Any]]:
    from kazi.channels.models import Outgoing

    _people(rows, in_vault=True)
    gateway = subprocess.Popen(
        [sys.executable, "-m", "kazi.cli.bench.gateway"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert gateway.stdout is not None
    url = f"http://127.0.0.1:{int(gateway.stdout.readline())}"
    values = {
        "kannel": {"send_url": f"{url}/cgi-bin/sendsms", "username": "u", "password": "p"},
        "africastalking": {"base_url": url, "username": "u", "api_key": "k"},
    }[provider]
    _broadcast(_channel(provider=provider, medium="sms", values=values))
    each = str(connections // processes)
    command = [sys.executable, "-m", "kazi.cli.bench.outbound", "sender", "0", each, "1", provider]
    senders = [subprocess.Popen(command) for _number in range(processes)]
    for sender in senders:
        sender.wait()
    sent = Outgoing.objects.filter(state=Outgoing.State.SENT)
    moments = [(at, done) for at, done in sent.values_list("claimed_at", "done_at") if at and done]
    seconds = (max(done for _at, done in moments) - min(at for at, _done in moments)).total_seconds()
    counted = json.loads(gateway.communicate(b"\n")[0])
    return [
        {
            "provider": provider, "connections": connections, "processes": processes,
            "per_s": round(len(moments) / seconds), "seconds": round(seconds, 2),
            **_spread([(done - at).total_seconds() * 1000 for at, done in moments]),
            "requests": counted["requests"],
            "lost": rows - counted["people"], "doubled": counted["messages"] - counted["people"],
        }
    ]  # fmt: skip


def _sender(threads: int) -> None:
    from kazi.channels.services.sending import send_for

    send_for(600, threads=threads)


def _receipt(rows: int, connections: int, _processes: int, _provider: str) -> list[dict[str, Any]]:
    from django.db import connections as lines

    from kazi.channels.models import Outgoing, Report
    from kazi.channels.rules.fates import RANK
    from kazi.channels.rules.wire import Fate, Receipt
    from kazi.channels.services.reporting import add, fold_waiting

    _people(rows, in_vault=False)
    channel = _channel(provider="simulator", medium="sms")
    _broadcast(channel)
    refs = {pk: str(uuid.uuid4()) for pk in Outgoing.objects.values_list("pk", flat=True)}
    for some in range(0, rows, AT_ONCE):
        lot = [Outgoing(pk=pk, ref=ref) for pk, ref in list(refs.items())[some : some + AT_ONCE]]
        Outgoing.objects.bulk_update(lot, ["ref"], batch_size=500)
    waiting, took = list(refs.values()), list[float]()

    def call() -> None:
        while waiting:
            ref = waiting.pop()
            start = time.perf_counter()
            add(channel.pk, [Receipt(ref, Fate.DELIVERED)])
            took.append((time.perf_counter() - start) * 1000)
        lines.close_all()

    threads = [threading.Thread(target=call) for _number in range(min(connections, 16))]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    accepted = time.perf_counter() - start
    start = time.perf_counter()
    while fold_waiting():
        pass
    folded = time.perf_counter() - start
    delivered = Outgoing.objects.filter(fate=RANK[Fate.DELIVERED]).count()
    return [
        {
            "connections": len(threads), "per_s": round(rows / max(accepted, folded)),
            "accepted_per_s": round(rows / accepted), "folded_per_s": round(rows / folded),
            "seconds": round(accepted + folded, 2), **_spread(took),
            "lost": rows - delivered, "doubled": Report.objects.count(),
        }
    ]  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kazi.config.settings")
    main()

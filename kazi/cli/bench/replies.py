"""`script/bench voice --op reply`: signed replies of many people over HTTP, each one new.

Every reply is signed as Twilio signs, comes from one of many people in the middle of a talk, and is
a message that was never sent before: repeated ones are cheap to answer and would flatter.  A script that
counts answers in the same transaction stands for a poll's tally; at the end the table, the count
and what was acknowledged are held against each other.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from kazi.cli.bench.crowd import TOKEN, number
from kazi.cli.bench.place import Place, place
from kazi.cli.bench.reporting import percentiles

QUESTIONS = 10


@dataclass
class Crowd:
    """Who answers: the address to post to, and how many people are at their first question."""

    path: str
    people: int
    questions: int = QUESTIONS


@dataclass
class Seen:
    """What one client lived through."""

    took_ms: list[float] = field(default_factory=list)
    acknowledged: int = 0
    broken: int = 0
    errors: dict[str, int] = field(default_factory=dict)


def replies(
    db: str, clients: int = 32, people: int = 20_000, seconds: float = 15, kills: int = 0, threads: int = 16
) -> dict[str, Any]:
    """Measure replies on `db` and return the figures; with `kills`, the server dies so often meanwhile."""
    kind = "postgresql" if db.startswith("postgres") else "sqlite"
    with place(kind) as where:
        return replies_at(where, clients, people, seconds, kills, threads)


def replies_at(
    where: Place, clients: int, people: int, seconds: float, kills: int, threads: int
) -> dict[str, Any]:
    """Measure replies at a place whose server does not run yet."""
    crowd = Crowd(**_inside(where, "make", str(people)))
    where.start("--threads", str(threads))
    figures = _load(where, crowd, clients, seconds, kills, threads)
    where.stop()
    counted = _inside(where, "check")
    lost = max(0, figures["acknowledged"] - counted["answers"])
    return figures | counted | {"lost": lost, "doubled": counted["tally"] - counted["answers"]}


def _load(where: Place, crowd: Crowd, clients: int, seconds: float, kills: int, width: int) -> dict[str, Any]:
    seen = [Seen() for _ in range(clients)]
    stop = threading.Event()
    requests = _prepared(where, crowd, clients)
    threads = [
        threading.Thread(target=_client, args=(where.port, requests[n], seen[n], stop, kills > 0))
        for n in range(clients)
    ]
    cpu, start = where.cpu_ms(), time.perf_counter()
    for thread in threads:
        thread.start()
    for _ in range(kills):
        time.sleep(seconds / (kills + 1))
        where.kill()
        where.start("--threads", str(width))
    while time.perf_counter() < start + seconds and any(thread.is_alive() for thread in threads):
        time.sleep(0.05)
    stop.set()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    acknowledged = sum(one.acknowledged for one in seen)
    errors: dict[str, int] = {}
    for one in seen:
        for what, count in one.errors.items():
            errors[what] = errors.get(what, 0) + count
    return {
        "clients": clients, "seconds": round(took, 2), "acknowledged": acknowledged,
        "replies_per_s": round(acknowledged / took, 1),
        "ms": percentiles([ms for one in seen for ms in one.took_ms]),
        "cpu_ms_per_reply": round((where.cpu_ms() - cpu) / max(1, acknowledged), 3) if not kills else None,
        "cut_off": sum(one.broken for one in seen), "errors": errors,
    }  # fmt: skip


def _prepared(where: Place, crowd: Crowd, clients: int) -> list[list[bytes]]:
    """Write every request beforehand, so that the client's part of the machine's time is small.

    A person's answers come one after the other; each client has people of its own.
    """
    from kazi.channels.twilio.receiving import signature

    at = f"{crowd.path}/messages"
    url = f"http://127.0.0.1:{where.port}{at}"
    kind = "Content-Type: application/x-www-form-urlencoded"
    rest = f"POST {at} HTTP/1.1\r\nHost: 127.0.0.1:{where.port}\r\n{kind}\r\n"
    found: list[list[bytes]] = [[] for _ in range(clients)]
    for question in range(crowd.questions):
        for person in range(crowd.people):
            answer = str(1 + (person + question) % 4)
            pairs = [
                ("MessageSid", f"SM{question:02d}{person:08d}"),
                ("From", number(person)),
                ("Body", answer),
            ]
            body = "&".join(f"{name}={quote(value)}" for name, value in pairs)
            said = signature(TOKEN, url, pairs)
            text = f"{rest}X-Twilio-Signature: {said}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            found[person % clients].append(text.encode())
    return found


def _client(port: int, requests: list[bytes], seen: Seen, stop: threading.Event, insist: bool) -> None:
    line: socket.socket | None = None
    for request in requests:
        done = False
        while not done and not stop.is_set():
            try:
                if line is None:
                    line = socket.create_connection(("127.0.0.1", port), 30)
                    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                start = time.perf_counter()
                line.sendall(request)
                status = _status(line)
            except OSError:
                seen.broken += 1
                line = None
                time.sleep(0.05)
                done = not insist
                continue
            seen.took_ms.append((time.perf_counter() - start) * 1000)
            done = True
            if status == 200:
                seen.acknowledged += 1
            else:
                seen.errors[str(status)] = seen.errors.get(str(status), 0) + 1
        if stop.is_set():
            break
    if line is not None:
        line.close()


def _status(line: socket.socket) -> int:
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        more = line.recv(16384)
        if not more:
            raise ConnectionError
        data += more
    head = data[:end].lower()
    at = head.find(b"content-length:")
    length = int(head[at + 15 : head.find(b"\r\n", at) % (len(head) + 1)]) if at >= 0 else 0
    rest = len(data) - end - 4
    while rest < length:
        more = line.recv(16384)
        if not more:
            raise ConnectionError
        rest += len(more)
    return int(data[9:12])


def _inside(where: Place, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "kazi.cli.bench.crowd", *arguments],
        env=where.env, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def reply(
    where: Place, rows: int, connections: int, processes: int, provider: str, kills: int = 0
) -> list[dict[str, Any]]:
    """Measure `rows` people's replies over `connections`, as an operation of `script/bench voice`."""
    del processes, provider  # Of the other operations.
    return [replies_at(where, min(connections, 32), rows or 20_000, 15 + 5 * kills, kills, 16)]

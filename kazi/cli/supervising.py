"""Keep the web server and the background workers running; started by `kazi serve`.

This process loads the program once and forks the others from itself, so that they share its memory:
the demo takes a sixth less than with a program for each.  It asks no database and starts no thread,
so it may fork again when a child dies, which it does after a second; its own end ends them all.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl.
NICENESS = 5  # Of a background worker: with both cores busy it gets a quarter of what a page gets.
PATIENCE_SECONDS = 15  # For children that were asked to end.


@dataclass
class Plan:
    """What `kazi serve` was asked for.  With --lan: the folder of certificates and the site's hosts."""

    host: str
    port: int
    processes: int
    threads: int
    workers: int
    folder: str = ""
    names: str = ""


@dataclass
class Child:
    """One process that has to be there: how it is started, and its number while it runs."""

    name: str
    start: Callable[[], int]
    pid: int = 0


def load() -> None:
    """Import all that the children need and put it out of the garbage collector's reach.

    What the collector never touches again stays shared between the processes.
    """
    from django.urls import get_resolver

    import kazi.config.wsgi
    import kazi.journal.working  # noqa: F401

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def serve_pages(plan: Plan) -> None:
    """Run granian, which forks a process for the pages and starts it again when it dies."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, SSLProtocols
    from granian.log import LogLevels

    Granian(
        "kazi.config.wsgi:application",
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=plan.processes,
        blocking_threads=plan.threads,
        backlog=1024,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        ssl_cert=Path(plan.folder, "server.pem") if plan.folder else None,
        ssl_key=Path(plan.folder, "server-key.pem") if plan.folder else None,
        ssl_protocol_min=SSLProtocols.tls12,  # The browsers of old phones know nothing newer.
    ).serve()


def work_off() -> None:
    """Do what waits in the background until asked to end; whoever waits for a page comes first."""
    from kazi.journal.working import work

    os.nice(NICENESS)
    going = True

    def stop(*_: object) -> None:
        nonlocal going
        going = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    work(f"{socket.gethostname()}-{os.getpid()}", lambda: going)


def fork(run: Callable[[], None]) -> int:
    """Run a function in a process of its own, which ends with this one; return its number."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        _die_with_parent()
        run()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


def children_of(plan: Plan) -> list[Child]:
    """Return the processes that the plan asks for."""
    children = [Child("the web server", lambda: fork(lambda: serve_pages(plan)))]
    children += [Child("a background worker", lambda: fork(work_off)) for _ in range(plan.workers)]
    if plan.folder:
        door = [plan.host, str(plan.port + 1), plan.folder, str(plan.port), plan.names]
        command = [sys.executable, "-m", "kazi.cli.lan.door", *door]
        children.append(
            Child(
                "the door for phones",
                lambda: subprocess.Popen(command, preexec_fn=_die_with_parent).pid,  # noqa: PLW1509
            )
        )
    return children


def keep(children: list[Child], plan: Plan) -> None:
    """Start the children and start again what dies, until this process is asked to end."""
    going = True

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal going
        going = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    for child in children:
        child.pid = child.start()
    announced = False
    while going:
        time.sleep(0.3)
        if not announced and _answers(plan):
            announced = True
            _announce(plan)
        for child in children:
            if _has_ended(child) and going:
                sys.stderr.write(f"kazi: {child.name} ended, starting it again\n")
                time.sleep(1)
                child.pid = child.start()


def end(children: list[Child]) -> None:
    """Ask every child to end, and kill what does not within some seconds."""
    for child in children:
        _signal(child, signal.SIGTERM)
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends and not all(_has_ended(child) for child in children):
        time.sleep(0.05)
    for child in children:
        if not _has_ended(child):
            _signal(child, signal.SIGKILL)


def _has_ended(child: Child) -> bool:
    if not child.pid:
        return True
    try:
        ended, _status = os.waitpid(child.pid, os.WNOHANG)
    except ChildProcessError:
        ended = child.pid
    if ended:
        child.pid = 0
    return bool(ended)


def _signal(child: Child, number: int) -> None:
    if child.pid:
        try:
            os.kill(child.pid, number)
        except ProcessLookupError:
            child.pid = 0


def _die_with_parent() -> None:
    try:
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGTERM)
    except (OSError, AttributeError):  # Not Linux: the signal handlers still do it.
        return


def _line(plan: Plan) -> socket.socket:
    here = "127.0.0.1" if plan.host == "0.0.0.0" else plan.host  # noqa: S104 -- compared, not listened on.
    line = socket.create_connection((here, plan.port), timeout=2)
    if not plan.folder:
        return line
    import ssl

    # As a phone would: what is announced as ready has a certificate that phones take.
    known = ssl.create_default_context(cafile=f"{plan.folder}/authority.pem")
    return known.wrap_socket(line, server_hostname="localhost")


def _answers(plan: Plan) -> bool:
    """Say whether the web server takes requests already."""
    try:
        with _line(plan) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return b" 200 " in line.recv(64)
    except OSError:
        return False


def _announce(plan: Plan) -> None:
    name = "localhost" if plan.host in {"127.0.0.1", "0.0.0.0"} else plan.host  # noqa: S104
    site = f"https://{plan.names.split(',')[0]}" if plan.folder else f"http://{name}"
    sys.stdout.write(f"Kazi is ready at {site}:{plan.port}  (Ctrl-C ends it)\n")
    sys.stdout.flush()


def main() -> int:
    port, processes, threads, workers = (int(number) for number in sys.argv[2:6])
    plan = Plan(sys.argv[1], port, processes, threads, workers, *sys.argv[6:8])
    load()
    children = children_of(plan)
    try:
        keep(children, plan)
    finally:
        end(children)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kazi.config.settings")
    sys.exit(main())

"""`kazi serve` and `kazi worker`."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command

from kazi.cli.preparing import prepare
from kazi.kernel.errors import Refused


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    processes: Annotated[int, typer.Option(help="Web processes; one serves a centre.")] = 1,
    threads: Annotated[int, typer.Option(help="Threads in each web process.")] = 4,
    workers: Annotated[int, typer.Option(help="Background workers.")] = 1,
) -> None:
    """Serve the site with its background worker.  Ctrl-C, or SIGTERM, ends both."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(f"Port {port} of {host} cannot be used: {error.strerror}.") from error
    prepare()
    call_command("collectstatic", verbosity=0, interactive=False)
    # The small supervisor takes this process's place, so that Django is not held in memory twice.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kazi.config.settings")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(settings.BASE_DIR), *sys.path[1:1]])
    arguments = [host, str(port), str(processes), str(threads), str(workers)]
    os.execv(sys.executable, [sys.executable, "-m", "kazi.cli.supervising", *arguments])  # noqa: S606


def worker() -> None:
    """Work off what waits in the background, until stopped.  Any number may run."""
    from kazi.journal.working import work

    prepare()
    going = True

    def stop(*_: object) -> None:
        nonlocal going
        going = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    work(f"{socket.gethostname()}-{os.getpid()}", lambda: going)

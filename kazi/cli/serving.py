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
    host: Annotated[str, typer.Option(help="Address to listen on; 127.0.0.1, with --lan all.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on; 8000, with --lan 8443.", min=0)] = 0,
    processes: Annotated[int, typer.Option(help="Web processes; one serves a centre.")] = 1,
    threads: Annotated[int, typer.Option(help="Threads in each web process.")] = 4,
    workers: Annotated[int, typer.Option(help="Background workers.")] = 1,
    lan: Annotated[
        bool, typer.Option("--lan", help="HTTPS for a network without internet; a page for phones on PORT+1.")
    ] = False,
    demo: Annotated[bool, typer.Option("--demo", help="With --lan: keep the sign-in of KAZI_DEMO.")] = False,
) -> None:
    """Serve the site with its background worker.  Ctrl-C, or SIGTERM, ends both."""
    host = host or ("0.0.0.0" if lan else "127.0.0.1")  # noqa: S104 -- the phones of the building come.
    port = port or (8443 if lan else 8000)
    for wanted in (port, port + 1) if lan else (port,):
        _must_be_free(host, wanted)
    prepare()
    call_command("collectstatic", verbosity=0, interactive=False)
    # The small supervisor takes this process's place, so that Django is not held in memory twice.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kazi.config.settings")
    door: list[str] = []
    names: list[str] = []
    if lan:
        from kazi.cli.lan.opening import open_to_network

        if settings.DEMO and not demo:
            os.environ.pop("KAZI_DEMO")
            typer.echo("The demo's sign-in with one click is off: the network could use it. --demo keeps it.")
        folder = settings.VAR_DIR / "lan"
        names = open_to_network(folder, port)
        door = [str(folder), ",".join(names)]
    # Links in letters and credentials name the address that is served, where nobody has set another.
    if not settings.PRODUCTION:
        os.environ.setdefault("KAZI_URL", f"https://{names[0]}:{port}" if lan else f"http://localhost:{port}")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(settings.BASE_DIR), *sys.path[1:1]])
    arguments = [host, str(port), str(processes), str(threads), str(workers), *door]
    os.execv(sys.executable, [sys.executable, "-m", "kazi.cli.supervising", *arguments])  # noqa: S606


def _must_be_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) else "there is no such port"
            raise Refused(f"Port {port} of {host} cannot be used: {why}.") from error


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

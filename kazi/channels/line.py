"""Asking a provider over HTTP, on connections that stay open, one for each thread and host.

The standard library connects; what goes over the connection is in `exchange`.  A sender does little else than
this, and httpx takes two milliseconds for a message.  Certificates are checked against certifi's list.
"""

from __future__ import annotations

import ipaddress
import select
import ssl
import threading
import time
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

import certifi

from kazi.channels.exchange import Answer, read, written
from kazi.channels.rules.posting import NoAnswer

SECONDS: Final = 20.0
IDLE_SECONDS: Final = 15.0  # Less than the servers of most providers keep a quiet connection.


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
        request = written(method, path, parts.netloc.rpartition("@")[2], headers or {}, body)
        try:
            connection.sock.sendall(request)
            answer, stays_open = read(connection.sock, method)
        except (OSError, HTTPException) as error:
            self._drop(host)
            raise NoAnswer(type(error).__name__) from error
        except NoAnswer:
            self._drop(host)
            raise
        if stays_open:
            self._kept()[host] = (connection, time.monotonic())
        else:
            self._drop(host)
        return answer

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

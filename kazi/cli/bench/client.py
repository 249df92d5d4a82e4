"""A client that costs little, so that the server is measured and not the client: one socket, HTTP/1.1."""

from __future__ import annotations

import json
import socket
from typing import Any


class Phone:
    """One person's connection; requests go out one after the other and are answered in order.

    Without a token it is a visitor's browser, which takes packed answers.
    """

    def __init__(self, port: int, token: str, timeout: float = 30) -> None:
        self._port, self._timeout = port, timeout
        self._who = f"Authorization: Bearer {token}" if token else "Accept-Encoding: gzip"
        self._socket: socket.socket | None = None

    def call(self, method: str, path: str, body: bytes = b"") -> tuple[int, Any]:
        """Return the status and the JSON of the reply; OSError when the line breaks."""
        request = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"{self._who}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        try:
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), self._timeout)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(request)
            return self._read()
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _read(self) -> tuple[int, Any]:
        assert self._socket is not None
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            more = self._socket.recv(65536)
            if not more:
                raise ConnectionError("the server closed the line")
            data += more
        head, rest = data[:end].lower(), data[end + 4 :]
        status = int(head[9:12])
        at = head.find(b"content-length:")
        length = int(head[at + 15 : head.find(b"\r\n", at) % (len(head) + 1)]) if at >= 0 else 0
        while len(rest) < length:
            more = self._socket.recv(65536)
            if not more:
                raise ConnectionError("the server closed the line")
            rest += more
        return status, json.loads(rest) if b"json" in head and rest else None

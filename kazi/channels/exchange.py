"""One request and its answer on an open connection, as HTTP/1.1.

Most gateways answer with a short body and its length: that is read here, in a third of the time that
`http.client` takes with its parser for letters.  Every other form of an answer is left to `http.client`.
"""

from __future__ import annotations

import io
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPResponse
from typing import Any, Final

from kazi.channels.rules.posting import NoAnswer

MOST_BYTES: Final = 1_000_000
_MOST_HEAD: Final = 65_536
_NO_ADDRESS: Final = re.compile(r"[\x00-\x20\x7f]")
_NO_HEADER: Final = re.compile(r"[\x00\r\n]")
_FIRST_LINE: Final = re.compile(rb"HTTP/1\.1 ([2-5][0-9][0-9])( |$)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; names of headers are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

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


def written(method: str, path: str, host: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    """Return a request as it goes out; raise NoAnswer for what would be two requests or none."""
    if _NO_ADDRESS.search(path) or _NO_ADDRESS.search(host):
        raise NoAnswer("the address holds a space or a control sign")
    lines = [
        f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: identity", "User-Agent: kazi",
    ]  # fmt: skip
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    if any(_NO_HEADER.search(line) for line in lines):
        raise NoAnswer("a header holds a line break")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def read(sock: socket.socket, method: str) -> tuple[Answer, bool]:
    """Return the answer that comes, and whether the connection may be used again.

    Raises OSError and HTTPException as the network and `http.client` do, NoAnswer for more than 1 MB.
    """
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        more = sock.recv(65_536)
        if not more or len(data) > _MOST_HEAD:
            raise ConnectionResetError
        data += more
    first, *lines = data[:end].split(b"\r\n")
    headers = {}
    for line in lines:
        name, _colon, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    found, length = _FIRST_LINE.match(first), headers.get("content-length", "")
    if not found or not length.isdecimal() or "transfer-encoding" in headers or len(headers) < len(lines):
        return _read_otherwise(sock, data, method)
    if int(length) > MOST_BYTES:
        raise NoAnswer("an answer of more than 1 MB")
    whole = end + 4 + (0 if int(found[1]) in {204, 304} else int(length))
    while len(data) < whole:
        more = sock.recv(65_536)
        if not more:
            raise ConnectionResetError
        data += more
    stays_open = len(data) == whole and headers.get("connection", "").lower() != "close"
    return Answer(int(found[1]), data[end + 4 : whole], headers), stays_open


def _read_otherwise(sock: socket.socket, data: bytes, method: str) -> tuple[Answer, bool]:
    """Let `http.client` read an answer of which `data` has come already."""
    response = HTTPResponse(_Ahead(data, sock), method=method)  # type: ignore[arg-type]
    response.begin()
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise NoAnswer("an answer of more than 1 MB")
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, body, headers), not response.will_close


class _Ahead(io.RawIOBase):
    """What has come already, and then what comes on the socket."""

    def __init__(self, data: bytes, sock: socket.socket) -> None:
        self._data, self._sock = data, sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._data:
            return self._sock.recv_into(buffer)
        some, self._data = self._data[: len(buffer)], self._data[len(buffer) :]
        buffer[: len(some)] = some
        return len(some)

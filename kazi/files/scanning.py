"""Ask a virus scanner about a file: clamd over its socket, where one is configured.

The protocol is INSTREAM of clamd(8): `zINSTREAM\\0`, then chunks of a four-byte big-endian length and
that many bytes, then a length of zero; clamd answers one line and a zero byte.  Whatever is not a
clear "OK" is a refusal: a scanner that is away, slow or odd lets nothing through.
"""

from __future__ import annotations

import logging
import socket
import struct
import time
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from kazi.kernel.errors import Refused

log = logging.getLogger(__name__)

CHUNK = 1 << 16
MOST_ANSWER = 4096


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class ScannerAway(Refused):
    """The scanner gave no clear answer, so the file was not taken."""

    status = 503


def is_scanning() -> bool:
    """Say whether a scanner is configured: KAZI_CLAMD is unix:/path or host:port."""
    return bool(settings.KAZI_CLAMD)


def refuse_viruses(file: Readable, name: str, timeout: float | None = None) -> bool:
    """Raise Refused when the scanner finds something; return whether a scanner looked at the file.

    Without a configured scanner nothing is asked and False returned.  Raises ScannerAway when the
    scanner cannot be reached, breaks off, answers oddly or takes longer than `timeout` seconds in all.
    """
    if not is_scanning():
        return False
    seconds = settings.KAZI_CLAMD_SECONDS if timeout is None else timeout
    try:
        answer = _ask(file, seconds)
    except (OSError, ValueError) as error:
        log.warning("The virus scanner gave no answer: %s", type(error).__name__)
        raise ScannerAway(_away()) from error
    if answer == "stream: OK":
        return True
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        text = _("“%(name)s” was not taken: the virus scanner found %(what)s in it.")
        raise Refused(text % {"name": name, "what": answer[8:-6]})
    log.warning("The virus scanner answered oddly: %.100r", answer)
    raise ScannerAway(_away())


def _away() -> str:
    return _("Files cannot be taken now, because the virus scanner does not answer. Try again later.")


def _ask(file: Readable, seconds: float) -> str:
    end = time.monotonic() + seconds
    with _connect(seconds) as line:
        line.sendall(b"zINSTREAM\0")
        while block := file.read(CHUNK):
            line.settimeout(_left(end))
            line.sendall(struct.pack(">I", len(block)) + block)
        line.sendall(struct.pack(">I", 0))
        said = b""
        while not said.endswith(b"\0"):
            line.settimeout(_left(end))
            part = line.recv(MOST_ANSWER)
            if not part:
                raise ConnectionError("broken off")
            said += part
            if len(said) > MOST_ANSWER:
                raise ValueError("too long")
    return said[:-1].decode("utf-8", "replace").strip()


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connect(seconds: float) -> socket.socket:
    where = settings.KAZI_CLAMD
    if where.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(where[5:])
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)

"""What goes over the connection to a provider, whatever form the answer has and however it is cut up."""

from __future__ import annotations

import socket
import threading
from http.client import HTTPException

import pytest

from kazi.channels.exchange import MOST_BYTES, Answer, read, written
from kazi.channels.rules.posting import NoAnswer

PLAIN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\nRetry-After: 3\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"


def answered(data: bytes, *, piece: int, ends: bool = False, method: str = "POST") -> tuple[Answer, bool]:
    """Return what is read of an answer that comes in pieces of this size."""
    here, there = socket.socketpair()
    with here, there:
        here.settimeout(10)

        def send() -> None:
            for at in range(0, len(data), piece):
                there.sendall(data[at : at + piece])
            if ends:
                there.shutdown(socket.SHUT_WR)

        thread = threading.Thread(target=send)
        thread.start()
        try:
            return read(here, method)
        finally:
            thread.join(10)


@pytest.mark.parametrize("piece", [1, 7, 10_000])
def test_an_answer_is_the_same_in_any_form_and_any_pieces(piece: int) -> None:
    answer, stays_open = answered(PLAIN, piece=piece)
    assert (answer.status, answer.text, answer.wait_seconds, stays_open) == (202, "hello", 3.0, True)
    answer, stays_open = answered(CHUNKED, piece=piece)
    assert (answer.status, answer.text, stays_open) == (200, "hello", True)
    after_a_pause = b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN
    assert answered(after_a_pause, piece=piece)[0].text == "hello"
    to_the_end = b"HTTP/1.1 200 OK\r\n\r\nhello"
    answer, stays_open = answered(to_the_end, piece=piece, ends=True)
    assert (answer.text, stays_open) == ("hello", False)


def test_a_connection_that_ends_or_says_more_is_not_used_again() -> None:
    closing = PLAIN.replace(b"Retry-After: 3", b"Connection: Close")
    assert not answered(closing, piece=100)[1]
    assert not answered(PLAIN + b"more", piece=1_000)[1]
    assert not answered(b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", piece=100)[1]
    assert answered(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", piece=100) == (
        Answer(204, b"", {"content-length": "0"}), True,
    )  # fmt: skip


def test_what_is_cut_off_too_long_or_no_answer_is_told() -> None:
    with pytest.raises(ConnectionResetError):
        answered(PLAIN[:-1], piece=10, ends=True)
    with pytest.raises(ConnectionResetError):
        answered(b"", piece=10, ends=True)
    with pytest.raises(HTTPException):
        answered(b"nonsense\r\n\r\n", piece=10, ends=True)
    with pytest.raises(NoAnswer, match="1 MB"):
        answered(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (MOST_BYTES + 1), piece=1_000)


def test_a_request_is_one_request_whatever_a_manager_has_typed() -> None:
    assert written("POST", "/send?a=1", "gateway:13013", {"X": "y"}, b"ab") == (
        b"POST /send?a=1 HTTP/1.1\r\nHost: gateway:13013\r\nAccept-Encoding: identity\r\n"
        b"User-Agent: kazi\r\nX: y\r\nContent-Length: 2\r\n\r\nab"
    )
    for path, host, value in (
        ("/a b", "gateway", "y"), ("/a", "gate way", "y"), ("/a", "gateway", "y\r\nHost: other"),
    ):  # fmt: skip
        with pytest.raises(NoAnswer):
            written("GET", path, host, {"Authorization": value}, None)

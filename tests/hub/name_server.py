"""A name server of our own on this machine, which can misbehave in every way we can think of."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset


def answer(query: bytes, manner: str, texts: list[str]) -> bytes | None:
    """Return what the server sends for a query; None for silence."""
    asked = dns.message.from_wire(query)
    if manner == "silent":
        return None
    if manner == "garbage":
        return b"\x00\xff" * 40
    reply = dns.message.make_response(asked)
    if manner == "another id":
        reply.id = (asked.id + 1) % 65_536
    elif manner in {"servfail", "refused", "nxdomain", "notimp"}:
        reply.set_rcode(dns.rcode.from_text(manner))
    elif manner == "truncated":
        reply.flags |= dns.flags.TC
    elif manner == "alias to itself":
        name = asked.question[0].name.to_text()
        reply.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", name))
        return reply.to_wire()
    if manner in {"", "another id"} and texts:
        name = asked.question[0].name.to_text()
        reply.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *texts))
    return reply.to_wire()


@contextmanager
def name_server(manner: str = "", texts: list[str] | None = None) -> Iterator[dns.resolver.Resolver]:
    """Serve on a free port and give a resolver that asks only there."""
    door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    door.bind(("127.0.0.1", 0))
    door.settimeout(0.1)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                query, whence = door.recvfrom(4096)
            except TimeoutError:
                continue
            said = answer(query, manner, texts or [])
            if said is not None:
                door.sendto(said, whence)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = door.getsockname()[1]
        yield resolver
    finally:
        ended.set()
        thread.join()
        door.close()

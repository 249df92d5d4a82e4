"""A local gateway for measurements: answers after 20 ms as Kannel or Africa's Talking do, and counts.

Prints its port; a line on standard input ends it, and it prints what it was given.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

DELAY_SECONDS: Final = 0.02


class Gateway(asyncio.Protocol):
    """One connection; requests come one after the other."""

    given: Counter[str] = Counter()
    requests = 0

    def connection_made(self, transport: Any) -> None:
        self._transport, self._data = transport, b""

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end].decode()
            fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:])
            whole = end + 4 + int(fields.get("content-length", 0))
            if len(self._data) < whole:
                return
            body, self._data = self._data[end + 4 : whole].decode(), self._data[whole:]
            status, said = self._take(head.split(" ", 2)[1], body)
            answer = f"HTTP/1.1 {status} OK\r\nContent-Length: {len(said)}\r\n\r\n{said}".encode()
            asyncio.get_running_loop().call_later(DELAY_SECONDS, self._transport.write, answer)

    def _take(self, path: str, body: str) -> tuple[int, str]:
        Gateway.requests += 1
        form = dict(parse_qsl(body or urlsplit(path).query))
        people = form["to"].split(",")
        self.given.update(people)
        if not body:
            return 202, "0: Accepted for delivery"
        said = [
            {"statusCode": 101, "number": one, "status": "Success", "messageId": f"AT{one}"} for one in people
        ]
        return 201, json.dumps({"SMSMessageData": {"Message": "Sent", "Recipients": said}})


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Gateway, "127.0.0.1", 0, backlog=512)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.readline)
    server.close()
    counted = {
        "requests": Gateway.requests, "messages": Gateway.given.total(), "people": len(Gateway.given)
    }  # fmt: skip
    sys.stdout.write(json.dumps(counted))


if __name__ == "__main__":
    asyncio.run(main())

"""The plain page where a phone fetches the local authority: it cannot use HTTPS before it has it.

Standard library only, a process of its own beside the site, with nothing of the site in it.  Serves
`/` and the authority; everything else is not there.

    python -m kazi.cli.lan.door HOST PORT FOLDER HTTPS_PORT NAMES
"""

from __future__ import annotations

import hashlib
import ssl
import sys
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

AUTHORITY = "/kazi-ca.crt"
PAGE = Template(Path(__file__).with_name("door.html").read_text(encoding="utf-8"))


def door(host: str, port: int, authority_pem: str, https_port: int, names: list[str]) -> ThreadingHTTPServer:
    """Return the server of the page, bound to its port and not yet serving.

    `names` are the hosts of the site, the usual one first.
    """
    authority = ssl.PEM_cert_to_DER_cert(authority_pem)
    print_of_it = hashlib.sha256(authority).hexdigest().upper()
    fingerprint = ":".join(print_of_it[at : at + 2] for at in range(0, len(print_of_it), 2))

    class Door(BaseHTTPRequestHandler):
        timeout = 20  # Seconds: a phone that went away holds no thread.
        server_version, sys_version = "Kazi", ""

        def do_GET(self) -> None:
            if self.path == "/":
                self._send(self._page(), "text/html; charset=utf-8")
            elif self.path == AUTHORITY:
                self._send(authority, "application/x-x509-ca-cert")
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

        do_HEAD = do_GET  # noqa: N815 -- the name is http.server's.

        def _page(self) -> bytes:
            # Whoever came by 192.168.1.5 goes on there; a name we do not have is never echoed.
            came_by = self.headers.get("Host", "").split(":")[0].lower()
            name = came_by if came_by in names else names[0]
            site = f"https://{name}:{https_port}/"
            return PAGE.substitute(authority=AUTHORITY, fingerprint=fingerprint, site=escape(site)).encode()

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep silent: who fetched the certificate is nobody's business."""

    return ThreadingHTTPServer((host, port), Door)


def main() -> None:
    host, port, folder, https_port, names = sys.argv[1:6]
    pem = (Path(folder) / "authority.pem").read_text()
    with door(host, int(port), pem, int(https_port), names.split(",")) as open_door:
        open_door.serve_forever()


if __name__ == "__main__":
    main()

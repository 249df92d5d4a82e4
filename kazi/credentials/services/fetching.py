"""DID documents and status lists from the web, for a person at a command line.

Not for a page: whoever uploads a credential would choose what our server fetches.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from kazi.credentials.rules.checking import Missing
from kazi.credentials.rules.dids import document_url
from kazi.credentials.rules.reading import MOST_TEXT_BYTES, read_json
from kazi.credentials.rules.unsound import Unsound
from kazi.kernel.words import N_

SCHEME = "https"
SECONDS: Final = 10.0  # For each step of the connection, and twice that for the whole.
_BLOCK: Final = 16_384


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


class Web:
    """Fetches over https only, follows no redirect, reads at most 300 KB within 20 seconds."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._documents: dict[str, dict[str, Any]] = {}

    def did_document(self, did: str) -> dict[str, Any]:
        try:
            address = document_url(did)
        except ValueError as error:
            raise Missing(
                N_("The keys of %(did)s cannot be fetched: it is no did:web."), did=did[:200]
            ) from error
        try:
            if did not in self._documents:
                self._documents[did] = read_json(self._fetch(address))
            return self._documents[did]
        except Missing:
            raise
        except Unsound as error:
            raise Missing(N_("What was found as the issuer's keys cannot be read.")) from error

    def status_list(self, address: str) -> str:
        return self._fetch(address)

    def _fetch(self, address: str) -> str:
        if urlsplit(address).scheme != SCHEME:
            raise Missing(N_("%(address)s is not fetched: only https is."), address=address[:200])
        request = urllib.request.Request(  # noqa: S310 -- https, as was just looked at.
            address, headers={"Accept": "application/json, application/vc, */*;q=0.1", "User-Agent": "kazi"}
        )
        until = time.monotonic() + 2 * SECONDS
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                data = b""
                while block := answer.read1(_BLOCK):
                    data += block
                    if len(data) > MOST_TEXT_BYTES or time.monotonic() > until:
                        raise Missing(N_("%(address)s is too large or too slow."), address=address[:200])
                return data.decode()
        except (OSError, HTTPException, ValueError) as error:
            reason = str(getattr(error, "reason", error))[:120]
            text = N_("%(address)s cannot be fetched (%(why)s).")
            raise Missing(text, address=address[:200], why=reason) from error

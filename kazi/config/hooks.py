"""Calls of providers of messages go straight to their page, before Django's own handling of a request.

They bring no session, no cookie, no language and no form of ours, and there are a thousand a second of
them: middleware, signals and a walk through all addresses cost more than the call.  The same page stands
in the list of addresses too, so whatever comes to it otherwise is answered alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import UnreadablePostError

from kazi.channels.rules.calls import Reply
from kazi.conversations.pages.hooks import ALLOWED, NOT_ALLOWED, answered

PREFIX = "/hooks/"
log = logging.getLogger(__name__)
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class HooksFirst:
    """A WSGI application that answers /hooks/CHANNEL/WHAT itself and leaves all else to another."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        at = environ.get("PATH_INFO", "")
        # What does not say its length is refused by the limit of bodies, which is further on.
        if not at.startswith(PREFIX) or environ.get("HTTP_TRANSFER_ENCODING"):
            return self._application(environ, start_response)
        path, _slash, what = at.removeprefix(PREFIX).rstrip("/").partition("/")
        if not path or not what or "/" in what:
            return self._application(environ, start_response)
        reply = _answered(environ, path, what)
        body = reply.body.encode()
        headers = [
            ("Content-Type", reply.content_type),
            ("Content-Length", str(len(body))),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if reply.status == NOT_ALLOWED:
            headers.append(("Allow", ALLOWED))
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", headers)
        return [body]


def _answered(environ: dict[str, Any], path: str, what: str) -> Reply:
    try:
        return answered(WSGIRequest(environ), path, what)
    except (SuspiciousOperation, UnreadablePostError):  # A host that is not ours, or a call that broke off.
        return Reply("The call cannot be read.", status=400)
    except Exception:
        log.exception("A call of a provider could not be answered.")
        close_old_connections()  # Those that are broken; the provider calls again.
        return Reply("Try again.", status=500)

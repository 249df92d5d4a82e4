"""/hooks/<the channel's secret path>/<what>: where every provider of messages calls.

A call is read and checked by the provider's own folder, answered by the one service `reply`, and
put into the provider's words again.  What is unknown, forged or unreadable changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from kazi.channels.rules.calls import MOST_BYTES, Answer, Call, Forged, Receive, Reply, Unreadable
from kazi.channels.rules.wire import Receipt
from kazi.channels.services import reporting
from kazi.conversations.access import Called, called
from kazi.conversations.services.effects import on_the_way
from kazi.conversations.services.hearing import with_recordings
from kazi.conversations.services.replying import reply
from kazi.kernel.errors import NotFound, Refused

Read = Callable[..., list[Receipt]]
log = logging.getLogger(__name__)
ALLOWED, NOT_ALLOWED = "GET, POST", 405


@csrf_exempt
def hook(request: HttpRequest, path: str, what: str) -> HttpResponse:
    """Answer a provider's call; see `answered`."""
    reply = answered(request, path, what)
    headers = {"Allow": ALLOWED} if reply.status == NOT_ALLOWED else None
    return HttpResponse(reply.body, reply.content_type, reply.status, headers=headers)


def answered(request: HttpRequest, path: str, what: str) -> Reply:  # noqa: PLR0911 -- each refusal.
    """Answer a provider's call.  404: no such channel; 403: forged; 400: unreadable; 413: too large."""
    if request.method not in ALLOWED.split(", "):
        return Reply(status=NOT_ALLOWED)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        return Reply(f"A call has at most {MOST_BYTES} bytes.", status=413)
    try:
        channel = called(path)
    except NotFound:
        return Reply("There is no such address.", status=404)
    try:
        return take(channel, _call(request, what))
    except Forged:
        log.warning("A call to channel %s was not signed by its provider.", channel.channel_id)
        return Reply("The signature is not right.", status=403)
    except Unreadable as error:
        return Reply(str(error), status=400)
    except Refused:
        return Reply("Try again.", status=503)


def take(channel: Called, call: Call) -> Reply:
    """Take one call to a channel: hear what it brings, and answer in the words of its provider."""
    receive, answer, receipts = _provider(channel.provider)
    came = receive(call, channel.values)
    if came.reports and (found := receipts(*_report(call), call.what)):
        reporting.add(channel.channel_id, found)
    answered = came.reply or Reply()
    for heard in came.heard:
        said = reply(channel, heard)
        if said is not None and said.spoken:
            said = with_recordings(channel, said, call.url)
        direct = answer(call, heard, said)
        if direct is not None:
            answered = direct
        elif said is not None:
            on_the_way(channel, heard, said)
    return answered


@cache
def _provider(name: str) -> tuple[Receive, Answer, Read]:
    folder = f"kazi.channels.{name}"
    return (
        import_module(f"{folder}.receiving").receive,
        import_module(f"{folder}.answering").answer,
        import_module(f"{folder}.receipts").read,
    )


def _report(call: Call) -> tuple[Mapping[str, str], Any]:
    """Return a report as form and as document; one of them is empty."""
    if call.header("content-type").startswith("application/json"):
        return {}, call.json()
    return call.fields(), None


def _call(request: HttpRequest, what: str) -> Call:
    meta = request.META
    headers = {
        name[5:].replace("_", "-").lower(): value for name, value in meta.items() if name[:5] == "HTTP_"
    }
    headers["content-type"] = meta.get("CONTENT_TYPE", "")
    return Call(request.method or "GET", request.build_absolute_uri(), what, headers, request.body)

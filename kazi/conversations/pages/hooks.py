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

from kazi.channels.models import Channel
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


@csrf_exempt
def hook(request: HttpRequest, path: str, what: str) -> HttpResponse:  # noqa: PLR0911 -- each refusal.
    """Answer a provider's call.  404: no such channel; 403: forged; 400: unreadable; 413: too large."""
    if request.method not in {"GET", "POST"}:
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        return _plain(f"A call has at most {MOST_BYTES} bytes.", 413)
    try:
        channel = called(path)
    except NotFound:
        return _plain("There is no such address.", 404)
    try:
        answered = take(channel, _call(request, what))
    except Forged:
        log.warning("A call to channel %s was not signed by its provider.", channel.channel_id)
        return _plain("The signature is not right.", 403)
    except Unreadable as error:
        return _plain(str(error), 400)
    except Refused:
        return _plain("Try again.", 503)
    return HttpResponse(answered.body, status=answered.status, content_type=answered.content_type)


def take(channel: Called, call: Call) -> Reply:
    """Take one call to a channel: hear what it brings, and answer in the words of its provider."""
    receive, answer, receipts = _provider(channel.provider)
    came = receive(call, channel.values)
    if came.reports and (found := receipts(*_report(call), call.what)):
        reporting.add(Channel(pk=channel.channel_id), found)
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


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")

"""Phones on the screen: try a talk on six media side by side, over the way that real calls take."""

from __future__ import annotations

import json
import uuid
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kazi.accounts.actors import actor_of
from kazi.channels.rules.calls import Call, Unreadable
from kazi.channels.rules.wire import Choice, Event, Medium, Said
from kazi.conversations import access
from kazi.conversations.pages import phones as screens
from kazi.conversations.pages.hooks import take
from kazi.conversations.services.simulating import MEDIA, simulated_channel
from kazi.kernel.errors import NotFound

MOST_TEXT = 1_000


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    access.simulating(actor_of(request))
    found = screens.phones_of(request)
    screens.save(request, found)
    return _page(request, found)


@login_required
@require_POST
def add_phone(request: HttpRequest) -> HttpResponse:
    """Put one more phone on the table, or all six, or clear the table."""
    access.simulating(actor_of(request))
    wanted = request.POST.get("medium", "")
    found = screens.phones_of(request)
    if wanted == "none":
        found = []
    else:
        media = MEDIA if wanted == "all" else tuple(one for one in MEDIA if one.value == wanted)
        if not media:
            raise NotFound
        found += [screens.new_phone(medium) for medium in media]
    screens.save(request, found)
    return _answer(request, found[-screens.MOST_PHONES :], "")


@login_required
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Press a key, choose, write, dial or hang up on one phone."""
    access.simulating(actor_of(request))
    found = screens.phones_of(request)
    phone = next((one for one in found if one.id == request.POST.get("phone")), None)
    if phone is None:
        raise NotFound
    what, text = request.POST.get("what", ""), request.POST.get("text", "")[:MOST_TEXT]
    event = screens.event_of(phone, what)
    if event is Event.OPENED:
        phone.session = uuid.uuid4().hex if phone.is_session else ""
    _press(phone, event, text)
    screens.save(request, found)
    return _answer(request, found, phone.id)


def _press(phone: screens.Phone, event: Event, text: str) -> None:
    """Send what was pressed as the phone's provider would, and take in what comes back."""
    if event is Event.ANSWER and text:
        phone.write("me", phone.words_for(text))
    form = {
        "event": event.value,
        "from": phone.address,
        "id": uuid.uuid4().hex,
        "text": text,
        "session": phone.session,
    }
    call = Call("POST", "http://simulator/", "simulator", {}, urlencode(form).encode())
    channel = access.as_called(simulated_channel(Medium(phone.medium)))
    try:
        answered = json.loads(take(channel, call).body)
    except Unreadable as error:
        answered = {"text": str(error)}
    if event is Event.ENDED:
        phone.said, phone.session = None, ""
        return
    phone.hear(None if answered is None else _said(answered))


def _said(found: dict[str, object]) -> Said:
    choices = found.get("choices") or ()
    return Said(
        str(found.get("text", "")),
        str(found.get("language", "en")),
        tuple(found.get("audio") or ()),  # type: ignore[arg-type]
        tuple(Choice(**one) for one in choices),  # type: ignore[attr-defined]
        bool(found.get("waits")),
    )


def _answer(request: HttpRequest, found: list[screens.Phone], at: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "conversations/_phones.html", {"phones": found})
    return redirect(reverse("conversations:simulator") + (f"#phone-{at}" if at else ""))


def _page(request: HttpRequest, found: list[screens.Phone]) -> HttpResponse:
    media = [(one.value, screens.NAMES[one]) for one in MEDIA]
    template = "_phones" if request.htmx else "simulator"  # type: ignore[attr-defined]
    return render(request, f"conversations/{template}.html", {"phones": found, "media": media})

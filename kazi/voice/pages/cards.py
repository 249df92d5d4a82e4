"""Cards with a code: made, printed, withdrawn.  Nothing here says which card was used, or how many were."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.channels.models import Channel
from kazi.channels.rules.wire import Medium
from kazi.conversations.pages.web import link_to
from kazi.kernel.errors import NotFound, Refused
from kazi.voice import access, queries
from kazi.voice.card_form import CardsForm, what_cards_say
from kazi.voice.models import CardLot
from kazi.voice.rules.cards import LETTER, written
from kazi.voice.saying import spoken
from kazi.voice.services import answering
from kazi.voice.services import cards as services

KEYED = {Medium.USSD.value, Medium.VOICE.value}


@dataclass(frozen=True, slots=True)
class Printed:
    """One card: the code as it is keyed, the link with it, and the link as a picture."""

    code: str
    link: str
    picture: str


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show the lots of a poll; `POST` makes one and shows it, with codes that are shown once."""
    actor = actor_of(request)
    poll = access.poll_of(actor, poll_id)
    version = queries.launched_version(poll)
    if version is None:
        raise NotFound
    form = CardsForm(request.POST or None, version=version, initial={"once": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            lot, codes = services.make_cards(actor, form.cleaned_data["once"], version, form.wanted())
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if lot.is_single_use:
                return _printed(request, lot, codes)
            return redirect("voice:card_lot", poll.pk, lot.pk)
    lots = [(lot, _about(lot)) for lot in CardLot.objects.filter(version=version).select_related("version")]
    context = {
        "poll": poll, "form": form, "lots": lots, "today": timezone.localdate(),
        "has_lines": bool(answering.lines_of(version)),
    }  # fmt: skip
    return render(request, "voice/cards.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_GET
def one(request: HttpRequest, poll_id: int, card_lot_id: int) -> HttpResponse:
    """Show cards to print again; of those that work once only that they were shown."""
    poll = access.poll_of(actor_of(request), poll_id)
    lot = access.card_lot_of(poll, card_lot_id)
    return _printed(request, lot, [lot.code] if lot.code else [])


@login_required
@require_POST
def withdraw(request: HttpRequest, poll_id: int, card_lot_id: int) -> HttpResponse:
    """Let cards open nothing any more; the same again changes nothing."""
    poll = access.poll_of(actor_of(request), poll_id)
    services.withdraw(access.card_lot_of(poll, card_lot_id))
    messages.success(request, _("These cards open nothing any more."))
    return redirect("voice:cards", poll.pk)


def _printed(request: HttpRequest, lot: CardLot, codes: list[str]) -> HttpResponse:
    lines = answering.lines_of(lot.version)
    written_to = [
        one.channel for one in lines if one.channel.sender and one.channel.medium not in {*KEYED, "web"}
    ]
    asked_on = [one.channel for one in lines if one.channel.medium in KEYED and answering.asks_code(one)]
    web = next((one.channel for one in lines if one.channel.medium == Medium.WEB.value), None)
    made = [_card(request, code, web) for code in codes]
    language = spoken(lot.language)
    context = {
        "poll": lot.version.poll,
        "lot": lot,
        "about": _about(lot),
        "cards": made if lot.is_single_use else made * lot.count,
        "written_to": written_to,
        "asked_on": asked_on,
        "has_ways": bool(written_to or asked_on or web),
        "letter": LETTER,
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
    }
    return render(request, "voice/card_lot.html", context)


def _card(request: HttpRequest, code: str, web: Channel | None) -> Printed:
    if web is None:
        return Printed(written(code), "", "")
    link = request.build_absolute_uri(f"{link_to(web)}?{urlencode({'word': LETTER + code})}")
    # The best of the eight masks is not sought: any can be read, and a page has 200 pictures.
    picture = segno.make(link, error="l", mask=3).svg_data_uri(scale=2, light="white")
    return Printed(written(code), link, picture)


def _about(lot: CardLot) -> str:
    """Return in words what a lot says about who uses it, "" for nothing."""
    wanted = f"{lot.question}={lot.answer}"
    return next(
        (label for _question, told in what_cards_say(lot.version) for code, label in told if code == wanted),
        "",
    )

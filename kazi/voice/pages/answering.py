"""Where people answer: lines, the word, the link with its picture, and a card to print."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kazi.accounts.actors import Actor, actor_of
from kazi.channels.access.channels import own_channel
from kazi.channels.rules.wire import Medium
from kazi.conversations.pages.web import link_to
from kazi.kernel.errors import NotFound, Refused
from kazi.voice import access, queries
from kazi.voice.forms import AnsweringForm
from kazi.voice.models import PollVersion
from kazi.voice.services import answering


@login_required
@require_http_methods(["GET", "POST"])
def where(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show the lines on which a poll is answered; `POST` adds one."""
    actor, version = _asked(request, poll_id)
    form = AnsweringForm(request.POST or None, languages=version.asks().languages)
    if request.method == "POST" and form.is_valid():
        try:
            _open(actor, version, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("People can answer there now."))
            return redirect("voice:where", poll_id)
    context = {"poll": version.poll, "version": version, "form": form, **_ways(request, version)}
    return render(request, "voice/where.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def card(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show a card for a wall or a pocket: it names the ways to answer, and nobody's list is needed."""
    _actor, version = _asked(request, poll_id)
    context = {"poll": version.poll, "version": version, **_ways(request, version)}
    return render(request, "voice/card.html", context)


@transaction.atomic
def _open(actor: Actor, version: PollVersion, said: dict[str, Any]) -> None:
    channel = answering.web_line(actor) if said["line"] == "web" else own_channel(int(said["line"]))
    languages = tuple(said["languages"])
    wanted = answering.Wanted(channel, languages, said["word"], said["usual"], said["asks_code"])
    answering.open_on(version, wanted)


def _asked(request: HttpRequest, poll_id: int) -> tuple[Actor, PollVersion]:
    actor = actor_of(request)
    version = queries.launched_version(access.poll_of(actor, poll_id))
    if version is None:
        raise NotFound
    return actor, version


def _ways(request: HttpRequest, version: PollVersion) -> dict[str, Any]:
    words = answering.words_of(version)
    lines, links = [], []
    for line in answering.lines_of(version):
        is_usual, asks_code = answering.begins(line, version), answering.asks_code(line)
        if not (is_usual or words or asks_code):
            continue
        tongues = [queries.tongue(code) for code in line.languages]
        lines.append(
            {"channel": line.channel, "is_usual": is_usual, "asks_code": asks_code, "tongues": tongues}
        )
        if line.channel.medium == Medium.WEB and (is_usual or words):
            query = "" if is_usual else "?" + urlencode({"word": words[0]})
            links.append(request.build_absolute_uri(link_to(line.channel) + query))
    link = links[0] if links else ""
    picture = segno.make(link, error="m").svg_data_uri(scale=5, border=4, light="white") if link else ""
    return {"words": [one.upper() for one in words], "lines": lines, "link": link, "picture": picture}

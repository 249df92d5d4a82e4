"""A phone on the page: the poll is walked exactly as a worker would walk it.  Nothing is stored."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kazi.accounts.actors import actor_of
from kazi.voice import access, queries
from kazi.voice.models import PollVersion
from kazi.voice.rules import asking
from kazi.voice.rules.length import length_of
from kazi.voice.rules.questionnaire import Questionnaire
from kazi.voice.saying import say, why_again

SHOWN = 12  # Lines of the talk that the phone still shows.


@login_required
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show what is asked first, or what comes after this answer."""
    poll = access.poll_of(actor_of(request), poll_id)
    version = access.newest_version(poll)
    asks = version.asks()
    language = request.POST.get("language") or request.GET.get("language") or asks.languages[0]
    if language not in asks.languages:
        language = asks.languages[0]
    talk = _held(request, version) or {"state": asking.begin(), "lines": []}
    if request.method == "POST":
        _answer(request, asks, talk, language)
    step = _tell(asks, talk, language)
    told = say(step) if isinstance(step, asking.Ask) else None
    context = {
        "poll": poll,
        "version": version,
        "language": language,
        "languages": [(code, queries.tongue(code)) for code in asks.languages],
        "lines": talk["lines"][-SHOWN:],
        "step": step if isinstance(step, asking.Ask) else None,
        "told": told,
        "length": length_of(told.text) if told else None,
        "kept": asking.answers(asks, talk["state"], timezone.localdate()) if told is None else {},
        "talk": signing.dumps(talk, salt=_salt(version), compress=True),
    }
    return render(request, "voice/phone.html", context)


def _answer(request: HttpRequest, asks: Questionnaire, talk: dict[str, Any], language: str) -> None:
    """Take an answer into the talk, as a channel would."""
    today = timezone.localdate()
    step = asking.next_step(asks, talk["state"], today, language)
    if not isinstance(step, asking.Ask):
        return
    if "skip" in request.POST and step.may_skip:
        talk["lines"].append(["me", _("skip")])
        talk["state"] = asking.skip(asks, talk["state"], step, today)
        return
    said = request.POST.get("said", "")[:4000]
    talk["lines"] += [["them", say(step).text], ["me", said]]
    found = asking.check(step, said)
    if isinstance(found, asking.Answer):
        talk["state"] = asking.record(talk["state"], step.key, found.value)
    else:
        talk["lines"].append(["them", why_again(found, language)])


def _tell(asks: Questionnaire, talk: dict[str, Any], language: str) -> asking.Step:
    """Say the notes that come before the next question, and return that."""
    today = timezone.localdate()
    step = asking.next_step(asks, talk["state"], today, language)
    while isinstance(step, asking.Tell):
        talk["lines"].append(["them", step.text])
        talk["state"] = asking.record(talk["state"], step.key)
        step = asking.next_step(asks, talk["state"], today, language)
    talk["lines"] = talk["lines"][-SHOWN:]
    return step


def _held(request: HttpRequest, version: PollVersion) -> dict[str, Any] | None:
    """Return the talk that the page carried; None for the first page, or when the poll has changed."""
    try:
        return dict(signing.loads(request.POST.get("talk", ""), salt=_salt(version), max_age=24 * 3600))
    except signing.BadSignature:
        return None


def _salt(version: PollVersion) -> str:
    return f"kazi.voice.phone/{version.org_id}/{version.pk}/{version.edits}"

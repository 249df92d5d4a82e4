"""Messages that teach: the library, our own, and one message with what it taught."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.voice import access, queries, taught
from kazi.voice.forms import LANGUAGES
from kazi.voice.message_form import LanguagesForm, MessageForm
from kazi.voice.models import Poll, PollVersion, Teaching
from kazi.voice.ready.messages import LIBRARY, ready_message
from kazi.voice.rules.questionnaire import words
from kazi.voice.rules.release.choosing import K_EMPLOYER
from kazi.voice.rules.teaching import Lesson, from_questionnaire
from kazi.voice.services import teaching as services


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the organisation's messages, and below them ours by topic."""
    access.author(actor_of(request))
    ours = [ready_message(slug) for slug in LIBRARY]
    shelves = [
        (Teaching.About(topic).label, [(one, _card(one.lesson)) for one in found])
        for topic, found in groupby(ours, key=lambda one: one.topic)
    ]
    context = {"mine": taught.messages(), "shelves": shelves, "once": uuid.uuid4(), "k": K_EMPLOYER}
    return render(request, "voice/messages.html", context)


@login_required
@require_POST
def take_ready(request: HttpRequest) -> HttpResponse:
    """Make a message of one of ours, to be read and changed before it is fixed."""
    actor = actor_of(request)
    access.author(actor)
    slug = request.POST.get("ready", "")
    if slug not in LIBRARY:
        raise NotFound
    try:
        once = uuid.UUID(str(request.POST.get("once", "")))
    except ValueError:
        once = uuid.uuid4()
    ready = ready_message(slug)
    poll = services.make_message(
        actor, uuid.uuid5(once, slug), ready.lesson, ready.topic, ready.source, of=f"{slug}.{ready.version}"
    )
    return redirect("voice:message", poll.pk)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask in which languages; then show an empty message in these, and keep what is written."""
    actor = actor_of(request)
    access.author(actor)
    asked = LanguagesForm(request.GET if "languages" in request.GET else None, offered=LANGUAGES)
    languages = asked.chosen() if asked.is_bound else ()
    if not languages:
        return render(request, "voice/message_languages.html", {"form": asked})
    form = MessageForm(request.POST or None, languages=languages)
    if request.method == "POST" and form.is_valid():
        once = form.cleaned_data["once"]
        poll = services.make_message(actor, once, form.lesson(), form.topic_of(), form.source())
        return redirect("voice:message", poll.pk)
    return _form(request, form)


@login_required
@require_GET
def one(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show a message as people get it, in each language, and what its versions taught."""
    poll, version, about, lesson = _message(request, poll_id)
    context = {
        "poll": poll,
        "version": version,
        "about": about,
        "parts": _parts(lesson) if lesson else [],
        "languages": [(code, queries.tongue(code)) for code in version.asks().languages],
        "learned": taught.learned_by_version(poll),
        "k": K_EMPLOYER,
    }
    return render(request, "voice/message.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Change the words of a message; of a fixed one that makes the next version."""
    poll, version, about, lesson = _message(request, poll_id)
    if lesson is None:
        raise Refused(_("This message was changed as a poll. Change it there, or make a new message."))
    first = {
        "topic": about.topic,
        "source_name": about.source_name,
        "source_dated": about.source_dated,
        "source_address": about.source_address,
        "edits": version.edits,
    }
    form = MessageForm(request.POST or None, languages=lesson.languages, lesson=lesson, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.change_message(poll, said["edits"], form.lesson(), form.topic_of(), form.source())
        except (Refused, Conflict) as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The message is kept. Read it once more before you fix it."))
            return redirect("voice:message", poll.pk)
    return _form(request, form, poll=poll)


def _card(lesson: Lesson) -> dict[str, Any]:
    """Return what a card of the library shows of a message, in the language of the reader where it has it."""
    language = (get_language() or "en").split("-")[0]
    return {
        "said": words(lesson.said, language, lesson.languages),
        "asked": words(lesson.asked, language, lesson.languages),
        "language": language if language in lesson.languages else lesson.languages[0],
        "tongues": [queries.tongue(code) for code in lesson.languages],
    }


def _message(request: HttpRequest, poll_id: int) -> tuple[Poll, PollVersion, Teaching, Lesson | None]:
    """Return a message of the reader's own organisation; NotFound for a poll that is none."""
    poll = access.poll_of(actor_of(request), poll_id)
    version = access.newest_version(poll)
    about = services.about(version)
    if about is None:
        raise NotFound
    return poll, version, about, from_questionnaire(version.asks())


def _parts(lesson: Lesson) -> list[dict[str, Any]]:
    """Return what people are told, language by language."""
    return [
        {
            "code": code,
            "tongue": queries.tongue(code),
            "said": lesson.said.get(code, ""),
            "asked": lesson.asked.get(code, ""),
            "choices": [(one.get(code, ""), n == lesson.right) for n, one in enumerate(lesson.choices)],
            "if_right": lesson.if_right.get(code, ""),
            "if_not_yet": lesson.if_not_yet.get(code, ""),
        }
        for code in lesson.languages
    ]


def _form(request: HttpRequest, form: MessageForm, **more: Any) -> HttpResponse:
    context = {"form": form, **more}
    return render(request, "voice/message_form.html", context, status=422 if form.errors else 200)

"""The editor: one question on a page, all languages side by side; every button is a form of its own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.voice import access, queries
from kazi.voice.forms import ROWS, QuestionForm
from kazi.voice.models import Poll
from kazi.voice.rules import editing
from kazi.voice.rules.questionnaire import ASKED, Kind, Questionnaire, walk
from kazi.voice.services import polls as services


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Add a question at the end."""
    poll = access.poll_of(actor_of(request), poll_id)
    return _edit(request, poll, "")


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, poll_id: int, question: str) -> HttpResponse:
    """Change a question."""
    poll = access.poll_of(actor_of(request), poll_id)
    found = access.newest_version(poll).asks().question(question)
    if found is None or found.kind not in ASKED | {Kind.NOTE}:
        raise NotFound
    return _edit(request, poll, question)


@login_required
@require_POST
def move(request: HttpRequest, poll_id: int, question: str) -> HttpResponse:
    """Move a question or a group up or down among its neighbours."""
    poll = access.poll_of(actor_of(request), poll_id)
    _must_have(poll, question)
    by = -1 if request.POST.get("way") == "up" else 1
    services.change(poll, _edits(request), lambda now: editing.move(now, question, by))
    return redirect(f"{reverse('voice:poll', args=[poll.pk])}#q-{question}")


@login_required
@require_POST
def remove(request: HttpRequest, poll_id: int, question: str) -> HttpResponse:
    """Take a question out; refused while another one looks at it."""
    poll = access.poll_of(actor_of(request), poll_id)
    _must_have(poll, question)
    services.change(poll, _edits(request), lambda now: editing.remove(now, question))
    return redirect("voice:poll", poll.pk)


def _must_have(poll: Poll, question: str) -> None:
    items = access.newest_version(poll).asks().items
    if not any(item.name == question for item, _around in walk(items)):
        raise NotFound


def _edits(request: HttpRequest) -> int:
    said = str(request.POST.get("edits", ""))
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else -1


def _edit(request: HttpRequest, poll: Poll, question: str) -> HttpResponse:
    version = access.newest_version(poll)
    asks = version.asks()
    if not question and sum(one.kind in ASKED for one in asks.questions()) >= editing.MOST_QUESTIONS:
        raise Refused(_("This poll has as many questions as a phone can bear. Take one out first."))
    before = asks.question(question) if question else None
    wording = editing.wording_of(asks, before) if before else None
    rows = _rows(request)
    if request.method == "POST":
        form = QuestionForm(request.POST, questionnaire=asks, before=question, rows=rows)
        # "More lines" sends what is written so far back with room for more.
        if "more" not in request.POST and form.is_valid():
            try:
                _keep(poll, form, question)
            except (Refused, Conflict) as refusal:
                form.add_error(None, str(refusal.message))
            else:
                return redirect("voice:new_question" if "another" in request.POST else "voice:poll", poll.pk)
        if "more" in request.POST:
            form = QuestionForm(
                initial=request.POST.dict(), questionnaire=asks, before=question, rows=rows + 4
            )
    else:
        form = QuestionForm(
            initial={"edits": version.edits, "kind": "one"},
            questionnaire=asks,
            before=question,
            rows=rows,
            wording=wording,
        )
    context = {
        "poll": poll,
        "form": form,
        "question": before,
        "tongues": [(code, queries.tongue(code)) for code in asks.languages],
    }
    return render(request, "voice/question.html", context, status=422 if form.errors else 200)


def _keep(poll: Poll, form: QuestionForm, question: str) -> None:
    wording = form.wording()

    def how(now: Questionnaire) -> Questionnaire:
        return editing.change(now, question, wording) if question else editing.add(now, wording)

    services.change(poll, form.cleaned_data["edits"], how)


def _rows(request: HttpRequest) -> int:
    said = request.POST.get("rows", "")
    return (
        min(int(said), editing.MOST_OPTIONS) if said.isascii() and said.isdigit() and len(said) < 4 else ROWS
    )

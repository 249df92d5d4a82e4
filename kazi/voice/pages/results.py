"""What came of polls: for those who asked, and, with noise, for everybody.  Pages read releases only."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from kazi.accounts.actors import actor_of
from kazi.kernel.errors import NotFound
from kazi.kernel.public_pages import public_page
from kazi.voice import access, released
from kazi.voice.models import Panel, Poll, PollVersion, PublishedPoll, ResultsPlan
from kazi.voice.pages.result_cards import cards, group_title
from kazi.voice.rules.release.choosing import K_EMPLOYER
from kazi.voice.services import publishing, releasing

_COLUMNS = (
    "question", "question_label", "group", "n", "answers", "people", "share", "low", "high", "released_on"
)  # fmt: skip


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    access.author(actor_of(request))
    return render(request, "voice/results_index.html", {"rows": released.polls_with_results()})


@login_required
@require_GET
def one(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll, version, plan = _asked(request, poll_id)
    told = plan.told()
    breakdown = _breakdown(request, told.lattice.breakdowns)
    language = get_language() or "en"
    board = released.board(version, plan, breakdown, language)
    labels = released.Labels(version, told, language)
    context = {
        "poll": poll,
        "panel": Panel.objects.filter(poll=poll).first(),
        "version": version,
        "plan": plan,
        "board": board,
        "cards": cards(board),
        "took_part": [(group_title(group.labels), group.people) for group in board.took_part.groups],
        # Not `ways`: so the frame of every page calls its own links.
        "breakdowns": [
            {
                "query": "x".join(names),
                "label": " × ".join(labels.dimension(name) for name in names) or _("Everybody together"),
                "is_here": names == breakdown,
            }
            for names in ((), *told.lattice.breakdowns)
        ],
        "k": K_EMPLOYER,
        "published": PublishedPoll.objects.filter(version_number=version.pk).first(),
        "can_publish": publishing.can_publish(),
        "letter": released.letter(version, language),
    }
    return render(request, "voice/results.html", context)


@login_required
@require_GET
def as_json(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Send every released figure; nothing that the page would not show."""
    poll, version, plan = _asked(request, poll_id)
    rows = list(released.flat(version, plan, get_language() or "en"))
    told = {"poll": poll.title, "version": version.number, "least": K_EMPLOYER, "figures": rows}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


@login_required
@require_GET
def as_csv(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Send the same as a table; no cell is taken for a formula by a spreadsheet."""
    poll, version, plan = _asked(request, poll_id)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    for row in released.flat(version, plan, get_language() or "en"):
        table.writerow([harmless(row[name]) for name in _COLUMNS])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="results-{poll.pk}.csv"'
    return response


@login_required
@require_POST
def close(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll, version, _plan = _asked(request, poll_id)
    releasing.close_poll(actor_of(request), version)
    messages.success(request, _("The poll is closed, and its last results are here."))
    return _back(poll)


@login_required
@require_POST
def publish(request: HttpRequest, poll_id: int) -> HttpResponse:
    _poll, version, _plan = _asked(request, poll_id)
    published = publishing.publish_poll(actor_of(request), version)
    return redirect("results:published", published_id=published.pk)


@require_safe
@public_page
def published_index(request: HttpRequest) -> HttpResponse:
    return render(request, "voice/published_polls.html", {"polls": released.published()[:200]})


@require_safe
@public_page
def published(request: HttpRequest, published_id: UUID) -> HttpResponse:
    return render(request, "voice/published_poll.html", {"poll": _published(published_id)})


@require_safe
def published_json(_request: HttpRequest, published_id: UUID) -> HttpResponse:
    poll = _published(published_id)
    told: dict[str, Any] = {
        "title": poll.title,
        "published_on": poll.published_at.date().isoformat(),
        "method": "differential privacy: Laplace noise, drawn once",
        **poll.figures,
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _asked(request: HttpRequest, poll_id: int) -> tuple[Poll, PollVersion, ResultsPlan]:
    """Return a poll of the reader's own organisation with the version whose results are shown."""
    poll = access.poll_of(actor_of(request), poll_id)
    plan = released.newest_plan(poll)
    if plan is None:
        raise NotFound
    return poll, plan.version, plan


def _published(published_id: UUID) -> PublishedPoll:
    found = released.published().filter(pk=published_id).first()
    if found is None:
        raise NotFound
    return found


def _breakdown(request: HttpRequest, permitted: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return the breakdown that is asked for if the lattice has it, else everybody together."""
    asked = request.GET.get("by", "")
    return next((names for names in permitted if "x".join(names) == asked), ())


def _back(poll: Poll) -> HttpResponseRedirect:
    return redirect("results:one", poll_id=poll.pk)


def harmless(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and isinstance(value, str) else value

"""A poll in waves: its beginning, the next wave, its end, and what changed from one to the next."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kazi.accounts.actors import Actor, actor_of
from kazi.kernel.errors import NotFound
from kazi.voice import access, repeated
from kazi.voice.models import Panel, Poll, ResultsPlan
from kazi.voice.pages.polls import edits_of
from kazi.voice.pages.results import harmless
from kazi.voice.pages.wave_cards import breakdowns, cards
from kazi.voice.rules.release.choosing import K_EMPLOYER
from kazi.voice.services import panels, releasing

_COLUMNS = ("question", "question_label", "who", "group", "answers", "wave", "percent", "before")


@login_required
@require_GET
def one(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show the waves of a poll with what changed; of a poll without any, what waves are."""
    poll = access.poll_of(actor_of(request), poll_id)
    panel = Panel.objects.filter(poll=poll).first()
    if panel is None:
        return render(request, "voice/no_waves.html", {"poll": poll, "version": access.newest_version(poll)})
    language = get_language() or "en"
    waves = repeated.panel_waves(panel)
    ways = breakdowns(panel, request.GET.get("by", ""), language)
    context: dict[str, Any] = {
        "poll": poll,
        "panel": panel,
        "waves": waves,
        "last": waves[-1],
        "next_number": waves[-1].number + 1,
        "breakdowns": ways,
        "cards": cards(repeated.over_waves(panel, language), len(waves), ways) if len(waves) > 1 else [],
        "is_compared": any(wave.number > 1 and not wave.is_open for wave in waves),
        "k": K_EMPLOYER,
    }
    return render(request, "voice/waves.html", context)


@login_required
@require_GET
def as_csv(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Send every share that was told as a table; no cell is taken for a formula by a spreadsheet."""
    poll, panel, _actor = _panel(request, poll_id)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    for row in repeated.flat(panel, get_language() or "en"):
        table.writerow([harmless(row[name]) for name in _COLUMNS])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="waves-{poll.pk}.csv"'
    return response


@login_required
@require_POST
def begin(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Fix the draft as the first wave."""
    actor = actor_of(request)
    poll = access.poll_of(actor, poll_id)
    panels.begin_panel(actor, poll, edits_of(request))
    messages.success(
        request, _("The first wave is fixed. Whoever answers is asked whether they may be asked again.")
    )
    return redirect("voice:waves", poll.pk)


@login_required
@require_POST
def again(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Begin the next wave."""
    poll, panel, actor = _panel(request, poll_id)
    said = str(request.POST.get("number", ""))
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else -1
    panels.next_wave(actor, panel, number)
    messages.success(request, _("The next wave takes answers. Now ask people: a campaign reaches them."))
    return redirect("voice:waves", poll.pk)


@login_required
@require_POST
def close(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Close the wave that takes answers, if it is still the one the page showed."""
    poll, panel, actor = _panel(request, poll_id)
    said = str(request.POST.get("number", ""))
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else -1
    plan = ResultsPlan.objects.filter(version__wave__panel=panel, version__wave__number=number).first()
    if plan is None:
        raise NotFound
    releasing.close_poll(actor, plan.version)
    messages.success(request, _("The wave is closed, and what may be told of it is here."))
    return redirect("voice:waves", poll.pk)


@login_required
@require_POST
def end(request: HttpRequest, poll_id: int) -> HttpResponse:
    """End the panel for good."""
    poll, panel, actor = _panel(request, poll_id)
    panels.end_panel(actor, panel)
    messages.success(request, _("The waves are over. Who agreed to be asked again is not known any more."))
    return redirect("voice:waves", poll.pk)


def _panel(request: HttpRequest, poll_id: int) -> tuple[Poll, Panel, Actor]:
    actor = actor_of(request)
    poll = access.poll_of(actor, poll_id)
    panel = Panel.objects.filter(poll=poll).first()
    if panel is None:
        raise NotFound
    return poll, panel, actor

"""What is read aloud for calls: what is needed, what is there, and files that come in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kazi.accounts.actors import actor_of
from kazi.files.links import file_link
from kazi.voice import access, queries
from kazi.voice.models import Recording
from kazi.voice.services.recordings import take_recordings


@login_required
@require_http_methods(["GET", "POST"])
def recordings(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show the prompts of one language with their recordings; `POST` takes files in."""
    actor = actor_of(request)
    poll = access.poll_of(actor, poll_id)
    asks = access.newest_version(poll).asks()
    wanted = request.POST.get("language") or request.GET.get("language") or ""
    language = wanted if wanted in asks.languages else asks.languages[0]
    kept, refused = 0, []
    if request.method == "POST":
        taken = take_recordings(poll, asks, language, request.FILES.getlist("files"))
        kept = taken.kept
        refused = [
            (one.field, _(one.text) % one.values if one.values else _(one.text)) for one in taken.refused
        ]
    rows = Recording.objects.filter(Q(poll=poll) | Q(poll=None), language=language).order_by("made_at")
    there = {(row.prompt, row.poll_id is None): row for row in rows}
    report = next(one for one in queries.recordings_of(poll, asks) if one.language == language)
    lines = [
        {
            "prompt": one,
            "file": one.file or f"{one.key.replace('/', '-')}.mp3",
            "link": _link(there.get((one.key, one.shared)), actor.person_id),
            "is_outdated": one in report.outdated,
            "is_missing": one in report.missing,
        }
        for one in queries.prompts_of(poll, asks, language)
    ]
    context = {
        "poll": poll,
        "language": language,
        "tongue": queries.tongue(language),
        "languages": [(code, queries.tongue(code)) for code in asks.languages],
        "report": report,
        "lines": lines,
        "kept": kept,
        "refused": refused,
    }
    return render(request, "voice/recordings.html", context, status=422 if refused else 200)


def _link(row: Recording | None, person_id: int) -> str:
    return file_link(str(row.file_id), person_id) if row else ""

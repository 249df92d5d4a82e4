"""The list of polls, new ones, one poll, its launch and its form."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.voice import access, queries
from kazi.voice.forms import BeginForm, UploadForm
from kazi.voice.models import Panel, Poll, PollVersion
from kazi.voice.pages.showing import shown_questions
from kazi.voice.ready import READY, ready_poll
from kazi.voice.rules import editing
from kazi.voice.rules.length import costs
from kazi.voice.rules.xlsform.book import MOST_BYTES
from kazi.voice.rules.xlsform.reading import Reading, read_form
from kazi.voice.rules.xlsform.writing import MIME, write_form
from kazi.voice.services import polls as services
from kazi.voice.services import teaching

ON_A_PAGE = 50


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    access.author(actor_of(request))
    page = Paginator(queries.polls(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "voice/polls.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the three ways to begin a poll; `POST` begins an empty one."""
    actor = actor_of(request)
    access.author(actor)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        begun = editing.blank(said["title"], said["languages"])
        poll = services.make_poll(actor, uuid.uuid5(said["once"], begun.title), begun, "editor")
        return redirect("voice:new_question", poll.pk)
    return _ways(request, form=form, status=422 if form.errors else 200)


@login_required
@require_POST
def take_form(request: HttpRequest) -> HttpResponse:
    """Make a poll of an uploaded form, or show what is wrong with it, row by row."""
    actor = actor_of(request)
    access.author(actor)
    upload = UploadForm(request.POST, request.FILES)
    if not upload.is_valid():
        return _ways(request, upload=upload, status=422)
    reading, sha256 = _read(upload)
    if not reading.is_usable:
        return _ways(request, upload=UploadForm(), reading=reading, status=422)
    # The same file from the same page is one poll; another file from a page gone back to is another.
    poll = services.import_form(actor, uuid.uuid5(upload.cleaned_data["once"], sha256), reading)
    messages.success(request, _("The form is read. Look at what was mended and what a phone leaves out."))
    return redirect("voice:poll", poll.pk)


@login_required
@require_POST
def take_ready(request: HttpRequest) -> HttpResponse:
    """Make a poll of one of ours."""
    actor = actor_of(request)
    access.author(actor)
    ready = request.POST.get("ready", "")
    if ready not in READY:
        raise NotFound
    try:
        once = uuid.UUID(str(request.POST.get("once", "")))
    except ValueError:
        once = uuid.uuid4()
    poll = services.make_poll(actor, uuid.uuid5(once, ready), ready_poll(ready), "ready")
    return redirect("voice:poll", poll.pk)


@login_required
@require_GET
def one(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show a poll: its newest version, or the one that `?version=` names."""
    poll = access.poll_of(actor_of(request), poll_id)
    return _show(request, poll, _version(request, poll))


@login_required
@require_POST
def take_form_again(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Put an uploaded form in the place of the draft."""
    actor = actor_of(request)
    poll = access.poll_of(actor, poll_id)
    upload = UploadForm(request.POST, request.FILES)
    if not upload.is_valid():
        return _show(request, poll, access.newest_version(poll), upload=upload, status=422)
    reading, _sha256 = _read(upload)
    if not reading.is_usable:
        return _show(request, poll, access.newest_version(poll), reading=reading, status=422)
    services.import_again(actor, poll, reading)
    messages.success(request, _("The form is read and is the draft now."))
    return redirect("voice:poll", poll.pk)


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Change title and languages of the draft."""
    poll = access.poll_of(actor_of(request), poll_id)
    version = access.newest_version(poll)
    now = version.asks()
    first = {"title": now.title, "languages": list(now.languages)}
    form = BeginForm(request.POST or None, initial=first, now=now.languages)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        # The first language stays the first: it is the one that others fall back to.
        order = [one for one in now.languages if one in said["languages"]]
        languages = tuple(dict.fromkeys([*order, *said["languages"]]))
        try:
            services.change(poll, edits_of(request), _retitled(said["title"], languages))
        except (Refused, Conflict) as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("voice:poll", poll.pk)
    context = {"poll": poll, "form": form, "edits": version.edits}
    return render(request, "voice/settings.html", context, status=422 if form.errors else 200)


def _retitled(title: str, languages: tuple[str, ...]) -> services.Change:
    def changed(now: Any) -> Any:
        # A form that names no language, and now one is chosen in its place.
        added = [code for code in languages if code not in now.languages]
        lost = [code for code in now.languages if code not in languages]
        if lost == ["und"] and len(added) == 1:
            now = editing.rename_language(now, "und", added[0])
        return editing.retitle(now, title, languages)

    return changed


@login_required
@require_POST
def launch(request: HttpRequest, poll_id: int) -> HttpResponse:
    actor = actor_of(request)
    poll = access.poll_of(actor, poll_id)
    version = access.newest_version(poll)
    if not version.is_launched and version.edits != edits_of(request):
        raise Conflict(_("The draft has changed since you opened it. Look at it again before you fix it."))
    services.launch(actor, version)
    messages.success(request, _("This version is fixed: it can be asked, and it does not change any more."))
    return redirect("voice:message" if teaching.about(version) else "voice:poll", poll.pk)


@login_required
@require_POST
def discard(request: HttpRequest, poll_id: int) -> HttpResponse:
    actor = actor_of(request)
    poll = access.poll_of(actor, poll_id)
    services.discard(actor, poll)
    messages.success(request, _("The draft is gone."))
    return (
        redirect("voice:poll", poll.pk)
        if Poll.objects.filter(pk=poll_id).exists()
        else redirect("voice:polls")
    )


@login_required
@require_GET
def download(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Give the poll as an XLSForm, for Kobo and ODK too."""
    poll = access.poll_of(actor_of(request), poll_id)
    version = _version(request, poll)
    reply = HttpResponse(write_form(version.asks()), content_type=MIME)
    name = slugify(poll.title) or f"poll-{poll.pk}"
    reply["Content-Disposition"] = f'attachment; filename="{name}-v{version.number}.xlsx"'
    return reply


def _version(request: HttpRequest, poll: Poll) -> PollVersion:
    wanted = request.GET.get("version", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 6:
        return access.version_of(poll, int(wanted))
    return access.newest_version(poll)


def edits_of(request: HttpRequest) -> int:
    said = str(request.POST.get("edits", ""))
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else -1


def _read(upload: UploadForm) -> tuple[Reading, str]:
    """Return what was read, and the hash of the file."""
    file = upload.cleaned_data["file"]
    data = file.read(MOST_BYTES + 1)
    name = str(file.name).rsplit(".", 1)[0][:100]
    return read_form(data, name), hashlib.sha256(data).hexdigest()


def _ways(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    reading: Reading | None = more.pop("reading", None)
    context = {
        "form": BeginForm(),
        "upload": UploadForm(),
        "ready": [(slug, _(title), _(about)) for slug, (title, about) in READY.items()],
        "once": uuid.uuid4(),
        "findings": [queries.said(one) for one in reading.findings.found] if reading else [],
        **more,
    }
    return render(request, "voice/new.html", context, status=status)


def _show(
    request: HttpRequest, poll: Poll, version: PollVersion, status: int = 200, **more: Any
) -> HttpResponse:
    reading: Reading | None = more.pop("reading", None)
    asked, versions = version.asks(), list(poll.versions.all())
    # Only what is fixed is asked in waves.
    may_have_waves = any(one.launched_at for one in versions)
    context = {
        "poll": poll,
        "panel": Panel.objects.filter(poll=poll).first() if may_have_waves else None,
        "version": version,
        "versions": versions,
        "asks": asked,
        "questions": shown_questions(asked),
        "languages": [(code, queries.tongue(code)) for code in asked.languages],
        "costs": [(queries.tongue(one.language), one) for one in costs(asked)],
        "coverage": [(queries.tongue(one.language), one) for one in queries.recordings_of(poll, asked)],
        "kept": queries.said_findings(version.findings),
        "findings": [queries.said(one) for one in reading.findings.found] if reading else [],
        "upload": UploadForm(),
        "teaches": teaching.about(version) is not None,
        **more,
    }
    return render(request, "voice/poll.html", context, status=status)

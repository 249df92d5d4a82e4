"""The letters of a deal."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kazi.accounts.actors import actor_of
from kazi.deals.access import messages as access
from kazi.deals.forms.messages import MessageForm
from kazi.deals.models import ReadMark, Thread
from kazi.deals.models.messages import Voice
from kazi.deals.services import messages
from kazi.files.links import file_link
from kazi.files.scanning import is_scanning
from kazi.kernel.errors import Refused

ON_PAGE = 200


@login_required
@require_GET
def page(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Show the letters, which are then read."""
    actor = actor_of(request)
    thread, voice = access.thread_of(actor, deal_id)
    mark = ReadMark.objects.filter(thread=thread, membership_id=actor.membership_id).first()
    context = _page(thread, voice, MessageForm(initial={"once": uuid.uuid4()}))
    if not actor.is_program:
        messages.mark_read(actor, thread)
    return render(request, "deals/messages.html", context | {"read_up_to": mark.up_to if mark else 0})


@login_required
@require_POST
def send(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Send a letter; what is refused is said above the form, and the text is not lost."""
    actor = actor_of(request)
    thread, voice = access.thread_of(actor, deal_id)
    form = MessageForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        said = form.cleaned_data
        try:
            messages.send(actor, thread, voice, said["text"], said["files"], said["once"])
        except Refused as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            return redirect("agreements:messages", thread.pk)
    return render(request, "deals/messages.html", _page(thread, voice, form), status=status)


@login_required
@require_POST
def hub(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Let hub staff read along, or no longer; they do while both sides want it."""
    actor = actor_of(request)
    thread, voice = access.thread_of(actor, deal_id)
    messages.invite_hub(actor, thread, voice, request.POST.get("wanted") == "1")
    notes.success(request, _("Your word about the hub is kept."))
    return redirect("agreements:messages", thread.pk)


@login_required
@require_GET
def export(request: HttpRequest, deal_id: int) -> HttpResponse:
    thread, _voice = access.thread_of(actor_of(request), deal_id)
    response = HttpResponse(messages.export(thread), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="messages-{thread.pk}.zip"'
    return response


@login_required
@require_GET
def file(request: HttpRequest, deal_id: int, message_file_id: int) -> HttpResponse:
    """Lead to the file by a link that only this person can use."""
    actor = actor_of(request)
    thread, _voice = access.thread_of(actor, deal_id)
    found = access.file_of(thread, message_file_id)
    return redirect(file_link(str(found.stored_id), actor.person_id))


def _page(thread: Thread, voice: Voice, form: MessageForm) -> dict[str, Any]:
    latest = thread.messages.prefetch_related("files").order_by("-pk")[: ON_PAGE + 1]
    rows = list(latest)
    wanted = {Voice.PROVIDER: thread.hub_by_provider, Voice.BUYER: thread.hub_by_buyer}
    return {
        "thread": thread,
        "voice": voice,
        "is_hub": voice == Voice.HUB,
        "letters": rows[:ON_PAGE][::-1],
        "older": len(rows) > ON_PAGE,
        "form": form,
        "wants_hub": wanted.get(voice, False),
        "hub_is_here": thread.hub_by_provider and thread.hub_by_buyer,
        "is_scanning": is_scanning(),
    }

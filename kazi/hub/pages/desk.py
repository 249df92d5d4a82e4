"""The hub's desk: requests for work, the oldest first."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kazi.accounts.actors import actor_of
from kazi.hub.access.desk import hub_desk, work_request
from kazi.hub.forms.desk import DeskForm
from kazi.hub.models import WorkRequest
from kazi.hub.queries import desk as queries
from kazi.hub.services.letters import change_request, see_request

ON_A_PAGE = 50


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    hub_desk(actor_of(request))
    asked = request.GET.get("state", "")
    state = asked if asked in WorkRequest.State.values else ""
    page = Paginator(queries.inbox(state), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": WorkRequest.State.choices}
    return render(request, "hub/inbox.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show a request, which is then seen, and take notes about it."""
    actor = actor_of(request)
    wanted = work_request(actor, request_id)
    form = DeskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_request(actor, wanted, form.cleaned_data["state"], form.cleaned_data["notes"])
        messages.success(request, _("Your notes are kept."))
        return redirect("hub:inbox")
    if request.method == "GET":
        wanted = see_request(actor, wanted)
        form = DeskForm(initial={"state": wanted.state, "notes": wanted.notes})
    return render(request, "hub/request.html", {"wanted": wanted, "form": form})

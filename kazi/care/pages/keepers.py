"""The hub's page on which listings get their keepers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kazi.accounts.actors import actor_of
from kazi.care.access.directory import at_the_desk
from kazi.care.forms.keepers import KeeperForm
from kazi.care.services import keepers


@login_required
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Show who keeps which listing; link one more, or end one."""
    actor = actor_of(request)
    at_the_desk(actor)
    org_id, _slash, pk = request.POST.get("end", "").partition("/")
    if org_id.isdecimal() and pk.isdecimal():
        keepers.unlink(actor, int(org_id), int(pk))
        return redirect("care:keepers")
    form = KeeperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keepers.link(actor, form.cleaned_data["organisation"], form.cleaned_data["listing"])
        messages.success(request, _("They can sign in, edit the listing and answer people now."))
        return redirect("care:keepers")
    context = {"form": form, "keepings": keepers.keepings(actor)}
    return render(request, "care/keepers.html", context, status=422 if form.is_bound else 200)

"""A provider's side of introductions: who wants to meet, yes or no."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kazi.accounts.actors import actor_of
from kazi.hub.access.profiles import own_introduction, own_provider
from kazi.hub.forms.figures import MeetForm
from kazi.hub.models import Introduction
from kazi.hub.pages.profile import framed
from kazi.hub.services.introductions import answer
from kazi.kernel.errors import Refused

ON_A_PAGE = 50


@login_required
@never_cache
@require_safe
def several(request: HttpRequest) -> HttpResponse:
    """List who asked: those that wait first, the newest of all others after them."""
    org = own_provider(actor_of(request))
    mine = Introduction.objects.filter(owner=org)
    waiting = list(mine.filter(state=Introduction.State.ASKED).order_by("received_at"))
    answered = mine.exclude(state=Introduction.State.ASKED)
    page = Paginator(answered.order_by("-answered_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = framed(org, "introductions", waiting=waiting, page=page)
    return render(request, "hub/profile_introductions.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """Show what somebody wrote, and answer once."""
    actor = actor_of(request)
    org = own_provider(actor)
    introduction = own_introduction(org, introduction_id)
    form = MeetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer(
                actor,
                introduction,
                accepts=request.POST.get("do") == "accept",
                text=form.cleaned_data["answer"],
            )
        except Refused as refusal:
            form.add_error("answer", str(refusal.message))
        else:
            messages.success(request, _("Your answer is on its way."))
            return redirect("hub:introductions_own")
    context = framed(org, "introductions", introduction=introduction, form=form)
    return render(request, "hub/profile_introduction.html", context, status=422 if form.errors else 200)

"""Helping a colleague who lost every factor, and the link with which that colleague stops it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.accounts.factors import recovering
from kazi.accounts.factors.forms import RecoveryForm
from kazi.accounts.factors.proving import confirmed
from kazi.accounts.pacing import address_of, pace
from kazi.kernel.errors import Refused


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@confirmed
def overview(request: HttpRequest) -> HttpResponse:
    """Show what waits for an approval, and start the recovery of a colleague."""
    actor = actor_of(request)
    people = [(one.pk, one.person.name) for one in recovering.people_to_help(actor)]
    form = RecoveryForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            started = recovering.start(actor, int(said["member"]), said["reason"], _link_to(request))
        except Refused as refusal:
            form.add_error("reason", str(refusal.message))
        else:
            text = _("Letters are on their way to %(name)s and to your colleagues.")
            messages.success(request, text % {"name": started.person.name})
            return redirect("accounts:recoveries")
    context = {"form": form, "people": people, "waiting": recovering.waiting_for(actor)}
    return render(request, "accounts/security/recoveries.html", context)


@login_required
@require_POST
@confirmed
def approve(request: HttpRequest, recovery_id: int) -> HttpResponse:
    done = recovering.approve(actor_of(request), recovery_id)
    if done.done_at is not None:
        text = _("Done. %(name)s can sign in with the password now and set up a new factor.")
        messages.success(request, text % {"name": done.person.name})
    return redirect("accounts:recoveries")


@login_required
@require_POST
@confirmed
def stop(request: HttpRequest, recovery_id: int) -> HttpResponse:
    recovering.cancel(actor_of(request), recovery_id)
    messages.success(request, _("The removal is stopped. Everybody concerned is told."))
    return redirect("accounts:recoveries")


@never_cache
@require_http_methods(["GET", "POST"])
def by_letter(request: HttpRequest, secret: str) -> HttpResponse:
    """Let the person stop it with the link of the letter; a link that was looked at changes nothing."""
    pace("recovery-letter", address_of(request), most=60, seconds=600)
    recovery = recovering.by_letter(secret)
    if recovery is None:
        return render(request, "accounts/recovery_by_letter.html", status=404)
    if request.method == "POST":
        recovering.cancel_by_letter(recovery)
    return render(request, "accounts/recovery_by_letter.html", {"recovery": recovery})


def _link_to(request: HttpRequest) -> recovering.LinkTo:
    return lambda secret: request.build_absolute_uri(reverse("accounts:recovery_by_letter", args=[secret]))

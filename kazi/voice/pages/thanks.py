"""Airtime as thanks for everybody whom a campaign asks: how much, and at most how much."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.factors.proving import confirmed_to_change
from kazi.kernel.errors import Conflict, Refused
from kazi.voice import access, boards
from kazi.voice.models import Campaign, CampaignThanks
from kazi.voice.services.thanking import promise
from kazi.voice.thanks_form import ThanksForm


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def thanks(request: HttpRequest, poll_id: int, poll_campaign_id: int) -> HttpResponse:
    """Look at what is promised, and promise it; who changes it shows first that it is them."""
    actor = actor_of(request)
    campaign = access.campaign_of(access.poll_of(actor, poll_id), poll_campaign_id)
    return _shown(request, actor=actor, campaign=campaign)


@confirmed_to_change
def _shown(request: HttpRequest, *, actor: Actor, campaign: Campaign) -> HttpResponse:
    form = ThanksForm(request.POST or None, initial=_before(campaign))
    poll = campaign.version.poll
    if request.method == "POST" and form.is_valid():
        try:
            promise(actor, campaign, form.gift())
        except (Refused, Conflict) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Everybody who is asked will be thanked, within the limit."))
            return redirect("voice:campaign", poll.pk, campaign.pk)
    context = {"poll": poll, "campaign": campaign, "form": form, "has_channels": form.has_channels()}
    wrong = form.is_bound and bool(form.errors)
    return render(request, "voice/thanks.html", context, status=422 if wrong else 200)


def _before(campaign: Campaign) -> dict[str, Any]:
    told, kept = boards.gift(campaign), CampaignThanks.objects.filter(campaign=campaign).first()
    if told is None or kept is None:
        return {"channel": campaign.channel_id}
    return {
        "channel": kept.channel_id, "currency": told.currency, "amount": told.amount, "most": told.most,
    }  # fmt: skip

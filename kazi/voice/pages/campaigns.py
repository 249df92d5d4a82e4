"""Campaigns of a poll: the list, a new one, and the board from which it is begun, paused and ended."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.kernel.errors import Refused
from kazi.voice import access, boards, queries
from kazi.voice.campaign_form import CampaignForm
from kazi.voice.models import Campaign, Wave
from kazi.voice.rules.release.choosing import K_EMPLOYER
from kazi.voice.services import campaigns as services

State = Campaign.State


@login_required
@require_GET
def index(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll = access.poll_of(actor_of(request), poll_id)
    context = {
        "poll": poll,
        "campaigns": boards.campaigns_of(poll)[:100],
        "launched": queries.launched_version(poll),
    }
    return render(request, "voice/campaigns.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Make a draft of a campaign, which asks nobody until it is begun on its board."""
    actor = actor_of(request)
    poll = access.poll_of(actor, poll_id)
    version = queries.launched_version(poll)
    if version is None:
        return redirect("voice:campaigns", poll.pk)
    is_later_wave = Wave.objects.filter(version=version, number__gt=1).exists()
    form = CampaignForm(request.POST or None, initial={"once": uuid.uuid4()}, is_later_wave=is_later_wave)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            campaign = services.make_campaign(actor, said["once"], version, said["channel"], form.terms())
            return redirect("voice:campaign", poll.pk, campaign.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"poll": poll, "form": form, "has_channels": form.has_channels()}
    return render(request, "voice/new_campaign.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def one(request: HttpRequest, poll_id: int, poll_campaign_id: int) -> HttpResponse:
    """Show the board: before the beginning whom it would ask, afterwards what was sent."""
    poll = access.poll_of(actor_of(request), poll_id)
    campaign = access.campaign_of(poll, poll_campaign_id)
    is_draft = campaign.state == State.DRAFT
    context = {
        "poll": poll,
        "campaign": campaign,
        "reach": boards.reach(campaign) if is_draft else None,
        "sent": None if is_draft else boards.sent(campaign),
        "k": K_EMPLOYER,
        "gift": boards.gift(campaign),
    }
    return render(request, "voice/campaign.html", context)


@login_required
@require_POST
def act(request: HttpRequest, poll_id: int, poll_campaign_id: int, verb: str) -> HttpResponse:
    """Begin, pause, end or discard a campaign; the same again changes nothing."""
    actor = actor_of(request)
    poll = access.poll_of(actor, poll_id)
    campaign = access.campaign_of(poll, poll_campaign_id)
    if verb == "discard":
        services.discard(campaign)
        messages.success(request, _("The draft is gone. Nobody was asked."))
        return redirect("voice:campaigns", poll.pk)
    if verb == "begin":
        services.begin(actor, campaign)
        messages.success(request, _("The campaign asks from its beginning on, in everybody's own daytime."))
    elif verb == "pause":
        services.pause(actor, campaign)
        messages.success(request, _("The campaign is paused. Whoever was asked may still answer."))
    else:
        services.end(actor, campaign)
        messages.success(
            request, _("The campaign has ended. Whoever was asked may answer until the poll closes.")
        )
    return redirect("voice:campaign", poll.pk, campaign.pk)

"""What the clock does for campaigns: draw, ask, remind and end, a little at a time."""

from __future__ import annotations

import time

from django.utils import timezone

from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.voice.models import Campaign
from kazi.voice.services.campaigns import end
from kazi.voice.services.drawing import draw_people
from kazi.voice.services.inviting import ask_people, remind_people


def run_campaigns(seconds: float = 3.0) -> int:
    """Do what is due for every campaign that asks; return how many invitations and reminders moved on.

    Goes round until nothing is left or the time is up, each campaign a batch in turn.  Running twice, or
    in two processes, sends nothing twice.
    """
    until, done = time.monotonic() + seconds, 0
    now = timezone.now()
    running = all_tenants(Campaign).filter(state=Campaign.State.RUNNING, starts_at__lte=now)
    left = list(running.order_by("pk").values_list("org_id", "pk"))
    while left and time.monotonic() < until:
        busy = []
        for org_id, campaign_id in left:
            with acting_for(org_id):
                if moved := _run(campaign_id):
                    busy.append((org_id, campaign_id))
                    done += moved
        left = busy
    return done


def _run(campaign_id: int) -> int:
    related = "version", "channel"
    running = Campaign.objects.filter(pk=campaign_id, state=Campaign.State.RUNNING)
    campaign = running.select_related(*related).first()
    if campaign is None:  # Paused or ended while others had their turn.
        return 0
    results = getattr(campaign.version, "results", None)
    if campaign.ends_at <= timezone.now() or (results and results.closed_at):
        end(None, campaign)
        return 0
    if not campaign.channel.is_enabled:
        return 0
    draw_people(campaign)
    return ask_people(campaign) + remind_people(campaign)

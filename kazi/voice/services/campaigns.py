"""Campaigns are made as drafts, begun, paused, resumed and ended; each command again changes nothing."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.channels.models import Channel, Contact, Outgoing
from kazi.conversations.access import as_called
from kazi.conversations.rules import scripts
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.voice import access
from kazi.voice.events import CampaignChanged
from kazi.voice.models import Campaign, PollVersion, ResultsPlan, Wave
from kazi.voice.services.recordings import must_be_recorded

SCRIPT: Final = "poll"  # Under this name talks hold a poll; its state is `state_of` a version.
CAN_BEGIN: Final = (
    Channel.By.SMS.value, Channel.By.VOICE.value, Channel.By.WHATSAPP.value, Channel.By.TELEGRAM.value
)  # fmt: skip
State = Campaign.State


@dataclass(frozen=True, slots=True)
class Terms:
    """What a campaign is made with; see the fields of `Campaign`."""

    starts_at: datetime
    ends_at: datetime
    sites: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    how: str = Campaign.How.ALL
    size: int | None = None
    quota: int | None = None
    most_reminders: int = 1
    days_between: int = 3
    only_members: bool = False

    @property
    def chooses(self) -> bool:
        """Say whether some are chosen from the list."""
        return bool(self.sites or self.strata or self.languages or self.size or self.quota)


def state_of(version_id: int) -> dict[str, Any]:
    """Return how a talk on a version begins."""
    return {"version": version_id}


@transaction.atomic
def make_campaign(actor: Actor, once: UUID, version: PollVersion, channel: Channel, terms: Terms) -> Campaign:
    """Make a draft of a campaign.  The same `once` again returns the one that it made.

    Raises Refused for what cannot be asked: a draft or a closed poll, a channel on which nobody can be
    written to first, a sample without a size, a choice among those who agreed to be asked again.
    """
    access.author(actor)
    if (before := Campaign.objects.filter(once=once).first()) is not None:
        return before
    _may_be_asked(version)
    if channel.medium not in CAN_BEGIN:
        raise Refused(_("Nobody can be written to first on this channel."))
    if terms.starts_at >= terms.ends_at:
        raise Refused(_("The end comes after the beginning."))
    if terms.how != Campaign.How.ALL and not terms.size:
        raise Refused(_("Say how many people the sample has."))
    if terms.only_members:
        _may_ask_members(version, terms)
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(terms).items()}
    campaign = Campaign(
        version=version, channel=channel, once=once, seed=secrets.token_hex(16),
        made_by_id=actor.membership_id or None, **said,
    )  # fmt: skip
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError:
        # The same form, sent twice at the same moment; any other row that is refused is a mistake of ours.
        before = Campaign.objects.filter(once=once).first()
        if before is None:
            raise
        return before
    return campaign


@transaction.atomic
def begin(actor: Actor, campaign: Campaign) -> None:
    """Let a draft ask from its beginning on, or a paused one again.  Conflict once it has ended.

    Raises Refused for calls in a language of the line with a prompt that is not recorded.
    """
    _may_be_asked(campaign.version)
    if campaign.channel.medium == Channel.By.VOICE:
        must_be_recorded(campaign.version, as_called(campaign.channel).line.languages)
    if scripts.find(SCRIPT) is None:
        raise Refused(_("Polls cannot be asked by phone yet: this part of Kazi is not installed."))
    _move(actor, campaign, (State.DRAFT, State.PAUSED), State.RUNNING)


def pause(actor: Actor, campaign: Campaign) -> None:
    """Ask nobody more until it is resumed; who was asked may answer.  Conflict for one that is not asking."""
    _move(actor, campaign, (State.RUNNING,), State.PAUSED)


@transaction.atomic
def end(actor: Actor | None, campaign: Campaign) -> None:
    """Ask nobody any more, for good; who was asked may answer until the poll closes.

    First messages and reminders that still wait are taken back.  `actor` is None for the clock.
    """
    if _move(actor, campaign, (State.DRAFT, State.RUNNING, State.PAUSED), State.ENDED):
        Campaign.objects.filter(pk=campaign.pk).update(ended_at=timezone.now())
        waiting = messages_of(campaign).filter(state=Outgoing.State.WAITING)
        waiting.update(state=Outgoing.State.STOPPED, said=None, done_at=timezone.now())


def discard(campaign: Campaign) -> None:
    """Throw a draft away; Conflict for one that has begun, whose record stays."""
    if not Campaign.objects.filter(pk=campaign.pk, state=State.DRAFT, drawn_at=None).delete()[0]:
        raise Conflict


def contacts_of(campaign: Campaign) -> QuerySet[Contact]:
    """Return everybody whom the campaign may ask: the list from which it draws."""
    people = Contact.objects.all()
    for name, wanted in (
        ("site", campaign.sites), ("stratum", campaign.strata), ("language", campaign.languages)
    ):  # fmt: skip
        people = people.filter(**{f"{name}__in": wanted}) if wanted else people
    stopped = campaign.channel.stops.values("number")
    return people.exclude(number__in=stopped)


def messages_of(campaign: Campaign, turn: int | None = None) -> QuerySet[Outgoing]:
    """Return the messages with which it asks, of one turn (0 is the first) or of all."""
    key = f"campaign:{campaign.pk}:" + ("" if turn is None else f"{turn}:")
    return Outgoing.objects.filter(channel_id=campaign.channel_id, key__startswith=key)


def _may_be_asked(version: PollVersion) -> None:
    if not version.is_launched:
        raise Refused(_("Fix a version of the poll first: only what does not change any more is asked."))
    if ResultsPlan.objects.filter(version=version, closed_at__isnull=False).exists():
        raise Refused(_("This poll is closed: nobody can answer it any more."))


def _may_ask_members(version: PollVersion, terms: Terms) -> None:
    if not Wave.objects.filter(version=version, number__gt=1).exists():
        raise Refused(_("Nobody has agreed to be asked again before a second wave."))
    if terms.chooses or terms.how != Campaign.How.ALL:
        # Asking one site, or ten people by name, and looking at what was sent would tell who agreed.
        raise Refused(_("Those who agreed to be asked again are asked together: choose none of them."))


def _move(actor: Actor | None, campaign: Campaign, before: tuple[str, ...], after: str) -> bool:
    """Move the state on; False when it is there already, Conflict when it cannot get there."""
    with transaction.atomic():
        if not Campaign.objects.filter(pk=campaign.pk, state__in=before).update(state=after):
            campaign.refresh_from_db()
            if campaign.state != after:
                raise Conflict
            return False
        campaign.state = after
        record(CampaignChanged(str(campaign.pk), after), actor_id=actor.person_id if actor else None)
    return True

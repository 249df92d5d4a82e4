"""What the board of a campaign shows: what was sent, in rounded counts, and nothing of who answered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from kazi.channels.models import Contact, Outgoing, Purse
from kazi.channels.rules.fates import RANK
from kazi.channels.rules.wire import Fate
from kazi.voice.models import Campaign, CampaignThanks, Invitation, Poll
from kazi.voice.rules.campaigns.quotas import about
from kazi.voice.rules.campaigns.sampling import invitations_for, sample_size
from kazi.voice.services.campaigns import contacts_of, messages_of
from kazi.voice.services.thanking import purse_name

USUAL_RESPONSE_PERCENT = 40  # What Labor Link told of its own polls in 2014.


@dataclass(frozen=True, slots=True)
class Sent:
    """Counts of first messages in tens; None is fewer than ten."""

    asked: int | None
    waiting: int | None
    sent: int | None
    delivered: int | None
    failed: int | None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many a draft may ask, and what would do for ± 5 %."""

    people: int
    answers: int
    invitations: int


def campaigns_of(poll: Poll) -> QuerySet[Campaign]:
    """Return the campaigns of a poll, the newest first."""
    return Campaign.objects.filter(version__poll=poll).select_related("version", "channel")


def reach(campaign: Campaign) -> Reach:
    """Return whom a draft would reach.  Source of the share that answers: `USUAL_RESPONSE_PERCENT`."""
    people = contacts_of(campaign).count()
    answers = sample_size(people)
    return Reach(people, answers, invitations_for(answers, people, USUAL_RESPONSE_PERCENT))


def sent(campaign: Campaign) -> Sent:
    """Return what has become of the first messages.

    Reminders are not counted here: how many went out is how many had not answered.  Of those who agreed to
    be asked again nobody and fewer than ten look alike.
    """

    def rounded(people: int) -> int | None:
        return about(people) or None if campaign.only_members else about(people)

    asked = Invitation.objects.filter(campaign=campaign, asked_at__isnull=False)
    delivered = Q(fate__in=[RANK[Fate.DELIVERED], RANK[Fate.READ]])
    failed = Q(state=Outgoing.State.FAILED) | Q(fate=RANK[Fate.FAILED])
    found = messages_of(campaign, 0).aggregate(
        waiting=Count("pk", filter=Q(state__in=[Outgoing.State.WAITING, Outgoing.State.SENDING])),
        sent=Count("pk", filter=Q(state=Outgoing.State.SENT)),
        delivered=Count("pk", filter=delivered),
        failed=Count("pk", filter=failed),
    )
    return Sent(
        rounded(asked.count()), rounded(found["waiting"]), rounded(found["sent"]),
        rounded(found["delivered"]), rounded(found["failed"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class GiftTold:
    """What everybody gets whom a campaign asks, at most all together, and how far that is."""

    amount: Decimal
    currency: str
    most: Decimal
    is_begun: bool
    is_spent: bool
    is_done: bool


def gift(campaign: Campaign) -> GiftTold | None:
    """Return the thanks of a campaign, without a count; None where there are none."""
    kept = CampaignThanks.objects.filter(campaign=campaign).first()
    if kept is None:
        return None
    purse = Purse.objects.get(name=purse_name(campaign), currency=kept.currency)
    return GiftTold(
        Decimal(kept.amount_minor) / 100, kept.currency, Decimal(purse.cap_minor) / 100,
        campaign.state == Campaign.State.ENDED, kept.is_spent, kept.done_at is not None,
    )  # fmt: skip


def kinds_of_contacts() -> tuple[list[str], list[str], list[str]]:
    """Return the sites, groups and languages that contacts have, each in order, the unnamed left out."""
    columns = ("site", "stratum", "language")
    lists = [
        list(
            Contact.objects.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()[:500]
        )
        for name in columns
    ]
    return lists[0], lists[1], lists[2]

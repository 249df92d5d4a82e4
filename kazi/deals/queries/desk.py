"""What lies on the hub's sales desk."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from kazi.deals.models import Account, Campaign, Card, Collateral, Sending
from kazi.deals.rules.pipeline import ENDS, WINS


@dataclass(frozen=True, slots=True)
class Numbers:
    """What became of a campaign's letters."""

    sent: int
    answered: int
    cards: int
    won: int


def accounts() -> QuerySet[Account]:
    """Return accounts with how many of their deals are open, those whose plan is due first on top."""
    rows = Account.objects.select_related("lead__person", "buyer")
    if not settings.DEMO:
        rows = rows.filter(is_demo=False)
    return rows.annotate(open_cards=Count("cards", filter=~Q(cards__stage__in=ENDS))).order_by("name", "pk")


def campaigns() -> list[tuple[Campaign, Numbers]]:
    rows = Campaign.objects.all() if settings.DEMO else Campaign.objects.filter(is_demo=False)
    return [(one, numbers(one)) for one in rows[:50]]


def numbers(campaign: Campaign) -> Numbers:
    letters = Sending.objects.filter(campaign=campaign)
    cards = Card.objects.filter(campaign=campaign)
    return Numbers(
        letters.count(),
        letters.exclude(answered_at=None).count(),
        cards.count(),
        cards.filter(stage__in=WINS).count(),
    )


def shelf(words: str = "", kind: str = "") -> QuerySet[Collateral]:
    """Return the collateral that has all these words in its title, text or providers' names."""
    rows = Collateral.objects.filter(withdrawn_at=None).prefetch_related("providers")
    if not settings.DEMO:
        rows = rows.filter(is_demo=False)
    if kind:
        rows = rows.filter(kind=kind)
    for word in words.replace("\0", "").split()[:8]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(text__icontains=word) | Q(providers__name__icontains=word)
        )
    return rows.distinct()

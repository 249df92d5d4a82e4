"""What a pipeline comes to: cards by stage, forecasts, chances, times, win rates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils import timezone

from kazi.accounts.models import Organisation
from kazi.deals.models import Candidate, Card, Proposal, Satisfaction, StageSpell, Task
from kazi.deals.rules import pipeline as rules
from kazi.kernel.tenancy import all_tenants


@dataclass(frozen=True, slots=True)
class Seen:
    """A card with what is reckoned about it."""

    card: Card
    chance: rules.Chance
    deal: rules.Deal
    jobs: rules.Jobs | None
    days: int


@dataclass(frozen=True, slots=True)
class Content:
    """How content clients are: mean of 0 to 10 over `n` answers of `asked`."""

    mean: float | None
    n: int
    asked: int


def history(org_id: int) -> dict[str, tuple[int, int]]:
    """Return for each stage how many of an organisation's deals that were in it and ended were won."""
    wins = Q(card__stage__in=rules.WINS)
    spells = StageSpell.objects.filter(card__owner_id=org_id, card__stage__in=[*rules.WINS, Card.Stage.LOST])
    if not settings.DEMO:
        spells = spells.filter(card__is_demo=False)
    rows = spells.order_by().values("stage")
    counted = rows.annotate(n=Count("card", distinct=True), won=Count("card", filter=wins, distinct=True))
    return {row["stage"]: (row["won"], row["n"]) for row in counted}


def seen(
    cards: Iterable[Card], past: Mapping[str, tuple[int, int]], now: datetime | None = None
) -> list[Seen]:
    """Return cards with their chances and jobs."""
    now = now or timezone.now()
    found = []
    for card in cards:
        chance = rules.chance_of(card.stage, past)
        deal = deal_of(card, chance.share, now.date())
        found.append(Seen(card, chance, deal, rules.jobs_of(deal), max(0, (now - card.stage_since).days)))
    return found


def deal_of(card: Card, chance: Decimal, today: date) -> rules.Deal:
    """Return a card as the forecast takes it; begins next month where nobody has said when."""
    starts = card.starts_on.replace(day=1) if card.starts_on else rules.months_from(today, 2)[1]
    minutes = None
    if card.minutes_low is not None and card.minutes_base is not None and card.minutes_high is not None:
        minutes = rules.Minutes(card.minutes_low, card.minutes_base, card.minutes_high)
    return rules.Deal(
        key=card.deal_key or f"card:{card.pk}",
        stage=card.stage,
        chance=chance,
        currency=card.currency,
        value_minor=card.value_minor,
        months=card.months,
        first_month=starts,
        volume=card.volume,
        minutes=minutes,
        people=card.people_each,
        hours=Decimal(card.hours),
    )


def columns(rows: Iterable[Seen]) -> list[tuple[str, str, list[Seen]]]:
    """Return the cards by stage: code, name, cards; empty stages too, in the order of the stages."""
    by_stage: dict[str, list[Seen]] = defaultdict(list)
    for row in rows:
        by_stage[row.card.stage].append(row)
    return [(code, str(Card.Stage(code).label), by_stage[code]) for code in rules.STAGES]


def times(org_id: int, now: datetime | None = None) -> list[rules.TimeInStage]:
    """Return how long deals of an organisation stay in each stage that has an end."""
    now = now or timezone.now()
    spells = StageSpell.objects.filter(card__owner_id=org_id).exclude(stage__in=rules.ENDS)
    if not settings.DEMO:
        spells = spells.filter(card__is_demo=False)
    by_stage: dict[str, list[rules.Spell]] = defaultdict(list)
    for stage, entered, left in spells.values_list("stage", "entered_at", "left_at"):
        days = ((left or now) - entered).total_seconds() / 86_400
        by_stage[stage].append(rules.Spell(round(max(0.0, days), 3), left is not None))
    return [rules.time_in_stage(stage, by_stage[stage]) for stage in rules.STAGES if by_stage[stage]]


def wins_by_size() -> list[rules.WinRate]:
    """Return how many of the decided proposals were chosen, by the size of who made them.

    Counts over all providers, by size only: nobody's proposal can be seen in them.
    """
    decided = all_tenants(Proposal).filter(state__in=[Proposal.State.AWARDED, Proposal.State.LOST])
    if not settings.DEMO:
        decided = decided.filter(request__is_demo=False)
    sizes = dict(Candidate.objects.values_list("provider_id", "size"))
    rows = decided.values_list("owner_id", "state")
    return rules.win_rates(
        (sizes.get(owner, "unknown"), state == Proposal.State.AWARDED) for owner, state in rows
    )


def own_wins(provider_id: int) -> list[rules.WinRate]:
    """Return a provider's own rate, over its proposals that were decided; empty where none was."""
    decided = Proposal.objects.filter(
        owner_id=provider_id, state__in=[Proposal.State.AWARDED, Proposal.State.LOST]
    )
    states = decided.values_list("state", flat=True)
    return rules.win_rates(("own", state == Proposal.State.AWARDED) for state in states)


def open_tasks(org_id: int) -> QuerySet[Task]:
    """Return what is to be done, what is due first on top and what has no day last."""
    tasks = Task.objects.filter(org_id=org_id, done_at=None).select_related("card", "account", "who__person")
    return tasks.order_by(F("due_on").asc(nulls_last=True), "pk")


def content_of(provider: Organisation) -> Content:
    """Return how content a provider's clients are."""
    rows = Satisfaction.objects.filter(owner=provider)
    if not settings.DEMO:
        rows = rows.filter(is_demo=False)
    said = rows.exclude(answered_at=None).aggregate(mean=Avg("score"), n=Count("pk"))
    return Content(said["mean"], said["n"], rows.count())

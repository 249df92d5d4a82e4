"""The arithmetic of a pipeline: stages, chances, forecasts of revenue and of jobs, win rates, time in stage.

    weighted value of a month = value of the month x chance of the stage
    people = units of a month x minutes of a unit / 60 / (hours of a month x utilisation)

Amounts are whole minor units of one currency each; currencies are never added to one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from kazi.consensus.interval import wilson
from kazi.deals.rules import should_cost

STAGES = ("lead", "talking", "request", "proposal", "won", "signed", "lost")
ENDS = frozenset({"signed", "lost"})
WINS = frozenset({"won", "signed"})
# What is assumed of a stage until enough deals have passed through it here.  No measurement.
ASSUMED = {
    "lead": Decimal("0.10"),
    "talking": Decimal("0.20"),
    "request": Decimal("0.30"),
    "proposal": Decimal("0.40"),
    "won": Decimal("0.90"),
    "signed": Decimal(1),
    "lost": Decimal(0),
}
LEAST_ENDED = 20  # Below this many ended deals a stage's own history says too little.
FEW = 10  # A share of fewer than this is marked as of few.
RENEWAL_MARKS = (90, 60, 30)  # Days before the end of an agreement.
MOST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance that a deal in a stage is won; `n` ended deals stand behind it, 0 when it is assumed."""

    share: Decimal
    n: int
    low: float = 0.0
    high: float = 1.0

    @property
    def is_measured(self) -> bool:
        return self.n > 0


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of one person for one unit: the least, the usual, the most."""

    low: Decimal
    base: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Deal:
    """One card as the forecast takes it.

    `key` names the deal: cards with one key are one deal.  `value_minor` is what a month brings;
    None where nobody has said.  `first_month` is the first day of the first of `months` months.
    `volume` is units over all of them, `people` how many people do each unit, `hours` one person's
    paid hours of a month.
    """

    key: str
    stage: str
    chance: Decimal
    currency: str
    value_minor: int | None
    months: int
    first_month: date
    volume: int | None = None
    minutes: Minutes | None = None
    people: int = 1
    hours: Decimal = Decimal(160)


@dataclass(frozen=True, slots=True)
class Jobs:
    """Full-time jobs for `months` months, as a range of people; fractions of a person are kept."""

    low: Decimal
    base: Decimal
    high: Decimal
    months: int

    @property
    def fewest(self) -> int:
        return _whole(self.low, ROUND_FLOOR)

    @property
    def usual(self) -> int:
        return _whole(self.base, ROUND_HALF_UP)

    @property
    def most(self) -> int:
        return _whole(self.high, ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What one month brings in minor units: if all is won, and weighted by chances."""

    month: date
    plain: int
    weighted: int


@dataclass(frozen=True, slots=True)
class Revenue:
    """A forecast in one currency.  The months add up to the totals, to the last minor unit."""

    currency: str
    months: tuple[MonthSum, ...]
    plain: int
    weighted: int


@dataclass(frozen=True, slots=True)
class MonthJobs:
    """People at work in a month: if all is won (a range), and the usual figure weighted by chances."""

    month: date
    low: Decimal
    base: Decimal
    high: Decimal
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class WinRate:
    """Deals of providers of one size that were decided; bounds are Wilson's for 90 %."""

    size: str
    won: int
    n: int
    share: float
    low: float
    high: float

    @property
    def is_few(self) -> bool:
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Spell:
    """Days a deal has been in a stage; `left` is False while it is still there."""

    days: float
    left: bool


@dataclass(frozen=True, slots=True)
class TimeInStage:
    """Median and 90th percentile in days; None where too many are still there to say."""

    stage: str
    n: int
    still_there: int
    median: float | None
    p90: float | None
    longest: float


def chance_of(stage: str, history: Mapping[str, tuple[int, int]]) -> Chance:
    """Return the chance of a stage.  `history` has for each stage how many of the ended were won.

    Measured from 20 ended deals on (with the Wilson interval), else the assumption of this module.
    What is signed is certain and what is lost is lost.
    """
    won, ended = history.get(stage, (0, 0))
    if stage in ENDS or ended < LEAST_ENDED:
        return Chance(ASSUMED[stage], 0)
    low, high = wilson(won, ended)
    return Chance((Decimal(won) / ended).quantize(Decimal("0.0001")), ended, low, high)


def once_each(deals: Iterable[Deal]) -> list[Deal]:
    """Return each deal once: of cards with the same key the one that is furthest, then of most value.

    A lost card never hides one that is alive.
    """
    best: dict[str, Deal] = {}
    for deal in deals:
        known = best.get(deal.key)
        if known is None or _rank(deal) > _rank(known):
            best[deal.key] = deal
    return list(best.values())


def months_from(first: date, count: int) -> list[date]:
    """Return the first days of `count` months in a row."""
    start = first.year * 12 + first.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(start, start + count)]


def revenue(deals: Iterable[Deal], since: date | None = None) -> list[Revenue]:
    """Return one forecast for each currency, by its code.  Lost deals and those without a value bring none.

    Months before `since` are left out, of the totals too.

    A month's weighted sum is what the exact sum has grown by, rounded as a running total, so that
    months add up to the total and no fraction is lost or counted twice.
    """
    plain: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    weighted: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for deal in once_each(deals):
        if deal.value_minor is None or deal.stage == "lost":
            continue
        for month in _ahead(deal, since):
            plain[deal.currency][month] += deal.value_minor
            weighted[deal.currency][month] += deal.value_minor * deal.chance
    return [_revenue(currency, plain[currency], weighted[currency]) for currency in sorted(plain)]


def jobs_of(deal: Deal) -> Jobs | None:
    """Return the jobs of one deal; None where volume or minutes are not known.

    The least takes the fewest minutes and the most of paid time worked; the most the other way.  The
    shares of paid time are those of the should-cost.
    """
    if not deal.volume or deal.minutes is None or deal.months < 1:
        return None
    month = Decimal(deal.volume) * deal.people / deal.months

    def people(minutes: Decimal, shares: should_cost.Shares) -> Decimal:
        return month * minutes / 60 / (deal.hours * shares.utilisation)

    return Jobs(
        people(deal.minutes.low, should_cost.LOW),
        people(deal.minutes.base, should_cost.BASE),
        people(deal.minutes.high, should_cost.HIGH),
        deal.months,
    )


def jobs_by_month(deals: Iterable[Deal], since: date | None = None) -> list[MonthJobs]:
    """Return the people at work in each month from `since` in which some deal has work; none are lost."""
    sums: dict[date, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 4)
    for deal in once_each(deals):
        jobs = jobs_of(deal)
        if jobs is None or deal.stage == "lost":
            continue
        for month in _ahead(deal, since):
            known = sums[month]
            added = (jobs.low, jobs.base, jobs.high, jobs.base * deal.chance)
            sums[month] = [one + more for one, more in zip(known, added, strict=True)]
    return [MonthJobs(month, *sums[month]) for month in sorted(sums)]


def win_rates(decided: Iterable[tuple[str, bool]]) -> list[WinRate]:
    """Return the share won for each size class, by its name, from (size, whether it was won)."""
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for size, won in decided:
        counted[size][0] += won
        counted[size][1] += 1
    return [
        WinRate(size, won, n, won / n, *wilson(won, n))
        for size, (won, n) in sorted(counted.items())
    ]  # fmt: skip


def time_in_stage(stage: str, spells: Sequence[Spell]) -> TimeInStage:
    """Return how long deals stay, by Kaplan and Meier: one that is still there counts until today only.

    S falls by the factor 1 - left / there at each day on which deals left, where `there` are those
    that stayed at least so long.  The median is the first day with S <= 0.5, p90 with S <= 0.1.
    Leaving such deals out, or taking today for their end, would make stages look faster than they are.
    Source: Kaplan & Meier 1958, Journal of the American Statistical Association 53(282), 457-481.
    """
    still = sum(not one.left for one in spells)
    longest = max((one.days for one in spells), default=0.0)
    median = p90 = None
    stays = 1.0
    for day in sorted({one.days for one in spells if one.left}):
        there = sum(one.days >= day for one in spells)
        left = sum(one.left and one.days == day for one in spells)
        stays *= 1 - left / there
        if median is None and stays <= 0.5 + 1e-12:
            median = day
        if p90 is None and stays <= 0.1 + 1e-12:
            p90 = day
    return TimeInStage(stage, len(spells), still, median, p90, longest)


def renewal_mark(days_left: int) -> int | None:
    """Return the mark an agreement has reached, 90, 60 or 30 days ahead; None before and after its end."""
    reached = [mark for mark in RENEWAL_MARKS if 0 <= days_left <= mark]
    return min(reached, default=None)


def may_follow(before: str, after: str, *, reopens: bool = False) -> bool:
    """Say whether a card goes from one stage to another by itself, when a fact says so.

    Only forward, so that what a person knows better stays; `reopens` lets a lost deal live again.
    That somebody was chosen or signed is true whatever stood on the card; a deal that was won is
    not lost by itself.
    """
    if before == after:
        return False
    if after == "lost":
        return before not in WINS
    if before == "lost":
        return reopens or after in WINS
    return STAGES.index(after) > STAGES.index(before)


def _ahead(deal: Deal, since: date | None) -> list[date]:
    months = months_from(deal.first_month, deal.months)
    return months if since is None else [month for month in months if month >= since]


def _rank(deal: Deal) -> tuple[object, ...]:
    """Order cards of one deal.  All that counts is in it, so that the order of asking decides nothing."""
    place = -1 if deal.stage == "lost" else STAGES.index(deal.stage)
    value = -1 if deal.value_minor is None else deal.value_minor
    last = (deal.volume or 0, str(deal.minutes), deal.people, deal.hours)
    return (place, value, deal.chance, deal.months, deal.first_month, deal.currency, *last)


def _revenue(currency: str, plain: Mapping[date, int], weighted: Mapping[date, Decimal]) -> Revenue:
    rows, exact, told = [], Decimal(0), 0
    for month in sorted(plain):
        exact += weighted[month]
        upto = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
        rows.append(MonthSum(month, plain[month], upto - told))
        told = upto
    return Revenue(currency, tuple(rows), sum(plain.values()), told)


def _whole(people: Decimal, rounding: str) -> int:
    """Return whole people: work there is needs at least one."""
    return max(1, int(people.quantize(Decimal(1), rounding=rounding))) if people > 0 else 0

"""What a piece of work should cost when everybody who does it earns a living wage.

    rate per hour worked = wage of an hour x (1 + on-cost) / utilisation
    cost of a unit       = minutes / 60 x people x (1 + checking) x rate x (1 + overhead)

Each of low, base and high takes its own minutes, wage and shares.  The shares are assumptions of
this hub, not measurements, and are printed with every result.  Amounts stay Decimals here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kazi.deals.rules.lines import Line
from kazi.kernel.words import N_

TWO_PEOPLE_FROM = Decimal("0.99")
OLD_AFTER_DAYS = 730
FEWEST_SAMPLE_UNITS = 5


@dataclass(frozen=True, slots=True)
class Wage:
    """One dated living wage: `amount` for `hours` of work, in `currency`."""

    country: str
    region: str
    method: str
    amount: Decimal
    currency: str
    hours: Decimal
    as_of: date
    source: str
    url: str

    @property
    def per_hour(self) -> Decimal:
        return self.amount / self.hours


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of one person for one unit, and where that is from: "sample" or "reference"."""

    low: Decimal
    base: Decimal
    high: Decimal
    source: str
    count: int
    providers: int = 0


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares added to the bare wage: 0.15 is 15 %.  `utilisation` is the share of paid time worked."""

    on_cost: Decimal
    utilisation: Decimal
    checking: Decimal
    overhead: Decimal


LOW = Shares(Decimal("0.10"), Decimal("0.85"), Decimal("0.05"), Decimal("0.20"))
BASE = Shares(Decimal("0.15"), Decimal("0.75"), Decimal("0.15"), Decimal("0.35"))
HIGH = Shares(Decimal("0.25"), Decimal("0.65"), Decimal("0.30"), Decimal("0.50"))


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one unit in one country; `floor` is the wage alone for the fewest minutes."""

    country: str
    currency: str
    low: Decimal
    base: Decimal
    high: Decimal
    floor: Decimal
    wages: tuple[Wage, ...]


@dataclass(frozen=True, slots=True)
class ShouldCost:
    """Costs by country, countries without a wage, and what was assumed.  `minutes` None: unknown."""

    minutes: Minutes | None
    people: int
    costs: tuple[Cost, ...]
    unknown: tuple[str, ...]
    assumptions: tuple[Line, ...]

    def of(self, country: str) -> Cost | None:
        return next((cost for cost in self.costs if cost.country == country), None)


def from_sample(units: int | None, minutes: Decimal | None) -> Minutes | None:
    """Return minutes for a unit from a timed sample: a quarter less to half more; None without one."""
    if not units or not minutes or units < FEWEST_SAMPLE_UNITS or minutes <= 0:
        return None
    each = minutes / units
    return Minutes(each * Decimal("0.75"), each, each * Decimal("1.5"), "sample", units)


def people_for(quality: Decimal | None) -> int:
    """Return how many people do each task so that this share of fields comes out right."""
    return 2 if quality is not None and quality >= TWO_PEOPLE_FROM else 1


def loaded_rate(per_hour: Decimal, shares: Shares) -> Decimal:
    """Return what an hour of work costs the employer, before overhead."""
    return per_hour * (1 + shares.on_cost) / shares.utilisation


def unit_cost(minutes: Decimal, per_hour: Decimal, people: int, shares: Shares) -> Decimal:
    hours = minutes / 60 * people * (1 + shares.checking)
    return hours * loaded_rate(per_hour, shares) * (1 + shares.overhead)


def country_cost(minutes: Minutes, wages: Sequence[Wage], people: int) -> Cost:
    """Return the cost in one country from its newest wages: of the country or of several regions.

    All have the same currency.  Base takes the middle between the lowest and the highest wage.
    """
    hourly = [wage.per_hour for wage in wages]
    low, high = min(hourly), max(hourly)
    return Cost(
        wages[0].country,
        wages[0].currency,
        unit_cost(minutes.low, low, people, LOW),
        unit_cost(minutes.base, (low + high) / 2, people, BASE),
        unit_cost(minutes.high, high, people, HIGH),
        minutes.low / 60 * people * low,
        tuple(wages),
    )


def should_cost(
    minutes: Minutes | None,
    quality: Decimal | None,
    countries: Sequence[str],
    wages: dict[str, Sequence[Wage]],
    today: date,
) -> ShouldCost:
    """Return what a unit should cost in each country, and every assumption as a sentence.

    A country whose wages are missing, or given in several currencies, is unknown.
    """
    people = people_for(quality)
    costs, unknown = [], []
    for country in dict.fromkeys(countries):
        known = wages.get(country, ())
        if minutes is None or not known or len({wage.currency for wage in known}) > 1:
            unknown.append(country)
        else:
            costs.append(country_cost(minutes, known, people))
    return ShouldCost(
        minutes, people, tuple(costs), tuple(unknown), tuple(_assumed(minutes, people, costs, today))
    )


def people_needed(minutes: Minutes | None, people: int, volume: int, days: int | None) -> float | None:
    """Return how many full-time people finish in time (40-hour weeks, base shares); None if unknown."""
    if minutes is None or days is None or days <= 0:
        return None
    hours = minutes.base / 60 * people * (1 + BASE.checking) * volume / BASE.utilisation
    return float(hours / (Decimal(days) / 7 * 40))


def _assumed(minutes: Minutes | None, people: int, costs: Sequence[Cost], today: date) -> list[Line]:
    lines = [_of_minutes(minutes)]
    lines.append(
        Line(N_("Two people do each task apart and a third decides, because you ask for 99 % or more."))
        if people == 2
        else Line(N_("One person does each task, and a part is checked."))
    )
    shares = (
        (N_("Social security, leave and other costs of employing: %(low)s to %(high)s %% on the wage."),
         LOW.on_cost, HIGH.on_cost),
        (N_("Paid time that is spent on tasks: %(high)s to %(low)s %%."), LOW.utilisation, HIGH.utilisation),
        (N_("Checks and work done again: %(low)s to %(high)s %% more time."), LOW.checking, HIGH.checking),
        (N_("Rooms, machines, leads, sales and profit: %(low)s to %(high)s %% on top."),
         LOW.overhead, HIGH.overhead),
    )  # fmt: skip
    lines += [
        Line(text, {"low": f"{low:.0%}"[:-1], "high": f"{high:.0%}"[:-1]}) for text, low, high in shares
    ]
    lines.append(Line(N_("These shares are assumptions of this hub, not measurements.")))
    lines += [_of_wage(wage, today) for cost in costs for wage in cost.wages]
    return lines


def _of_minutes(minutes: Minutes | None) -> Line:
    if minutes is None:
        return Line(N_("How long one takes is unknown: time yourself on at least five, or ask for a pilot."))
    said: dict[str, str | int] = {
        "low": f"{minutes.low:.2f}",
        "base": f"{minutes.base:.2f}",
        "high": f"{minutes.high:.2f}",
        "count": minutes.count,
        "providers": minutes.providers,
    }
    if minutes.source == "sample":
        return Line(
            N_(
                "One takes %(base)s minutes (%(low)s to %(high)s): you timed %(count)s of them; "
                "a quarter less to half more is allowed for."
            ),
            said,
        )
    return Line(
        N_(
            "One takes %(base)s minutes (%(low)s to %(high)s, the middle half): from %(count)s answers "
            "in finished projects of %(providers)s providers here."
        ),
        said,
    )


def _of_wage(wage: Wage, today: date) -> Line:
    age = (today - wage.as_of).days
    text = (
        N_(
            "Living wage in %(place)s: %(rate)s %(currency)s an hour (%(method)s, %(source)s, %(date)s). "
            "It is more than two years old: prices may have risen since."
        )
        if age > OLD_AFTER_DAYS
        else N_("Living wage in %(place)s: %(rate)s %(currency)s an hour (%(method)s, %(source)s, %(date)s).")
    )
    return Line(
        text,
        {
            "place": f"{wage.country}, {wage.region}" if wage.region else wage.country,
            "rate": f"{wage.per_hour:.2f}",
            "currency": wage.currency,
            "method": wage.method,
            "source": wage.source,
            "date": wage.as_of.isoformat(),
        },
    )

"""Opened proposals side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kazi.deals.models import Proposal, ProposalFile, Request
from kazi.deals.queries.shortlists import cost_of, floor_of
from kazi.deals.rules.offers import rank_by_price, total
from kazi.deals.rules.should_cost import Cost


@dataclass(frozen=True, slots=True)
class Compared:
    """One opened proposal: what it says, its total, its place by price in its currency, and a flag."""

    proposal: Proposal
    content: dict[str, Any]
    total: Decimal
    place: int
    cost: Cost | None
    below_floor: bool
    files: list[tuple[ProposalFile, str]]


def compared(request: Request) -> list[Compared]:
    """Return the opened proposals of a buyer's own request, the lowest total first within a currency."""
    opened = (Proposal.State.OPENED, Proposal.State.AWARDED, Proposal.State.LOST)
    found = Proposal.objects.filter(request=request, state__in=opened).select_related("owner")
    rows = list(found.prefetch_related("files").order_by("pk"))
    sums = {row.pk: (_of(row)["currency"], total(_of(row), request.volume)) for row in rows}
    places = rank_by_price(sums)
    made = [_compared(request, row, sums[row.pk][1], places[row.pk]) for row in rows]
    return sorted(made, key=lambda one: (one.content["currency"], one.total, one.proposal.pk))


def own_place(proposal: Proposal, volume: int, others: list[Proposal]) -> int:
    """Return the place by price of one proposal among all that were opened, for its provider's debrief."""
    sums = {row.pk: (_of(row)["currency"], total(_of(row), volume)) for row in others}
    return rank_by_price(sums)[proposal.pk]


def _compared(request: Request, row: Proposal, amount: Decimal, place: int) -> Compared:
    content = _of(row)
    country = row.owner.country
    cost = floor_of(cost_of(replace(request.work, countries=(country,)), []), country, content["currency"])
    floor = None if cost is None else cost.floor
    if cost is not None and content["minutes_per_unit"] is not None:
        # The provider's own minutes, where it gives them: the wage alone for the time it says it needs.
        floor = Decimal(content["minutes_per_unit"]) / 60 * min(wage.per_hour for wage in cost.wages)
    below = floor is not None and Decimal(content["price_per_unit"]) < floor
    names = content.get("files", [])
    files = [(file, names[file.place]) for file in row.files.all() if file.opened_id]
    return Compared(row, content, amount, place, cost, below, files)


def _of(row: Proposal) -> dict[str, Any]:
    content: dict[str, Any] = row.content or {}
    return content

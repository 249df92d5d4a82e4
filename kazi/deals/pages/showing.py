"""What several pages show alike: figures of a should-cost, and a buyer's next step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kazi.deals.models import Request
from kazi.deals.rules.should_cost import Cost, ShouldCost


@dataclass(frozen=True, slots=True)
class CostShown:
    """A country's cost for one unit and for all."""

    country: str
    currency: str
    low: Decimal
    base: Decimal
    high: Decimal
    floor: Decimal
    all_low: Decimal
    all_base: Decimal
    all_high: Decimal


def costs_shown(cost: ShouldCost, volume: int) -> list[CostShown]:
    return [_shown(one, volume) for one in cost.costs]


def _shown(one: Cost, volume: int) -> CostShown:
    return CostShown(
        one.country, one.currency, one.low, one.base, one.high, one.floor,
        one.low * volume, one.base * volume, one.high * volume,
    )  # fmt: skip


def next_step(request: Request, unanswered: int) -> str:
    """Return what the buyer may do now, as one sentence."""
    state = request.state
    if state == Request.State.OPEN and unanswered:
        return ngettext(
            "Answer %(n)s question; the answer goes to all.",
            "Answer %(n)s questions; the answers go to all.",
            unanswered,
        ) % {"n": unanswered}
    if state == Request.State.CLOSED and not request.proposals.exclude(state="withdrawn").exists():
        return _("Nobody made a proposal. Withdraw the request, or describe the work anew.")
    return {
        "draft": _("Choose providers from the shortlist, then send the request out."),
        "open": _("Wait for the deadline: proposals are sealed until then."),
        "closed": _("Compare the proposals and choose one, with your reasons."),
        "awarded": _("Make the agreement with the provider you chose."),
    }.get(state, _("This request has ended."))

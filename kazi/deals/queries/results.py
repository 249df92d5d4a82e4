"""What a provider is told of its proposal once the buyer has decided."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.deals.models import Award, Proposal, Request
from kazi.deals.queries.comparing import own_place
from kazi.kernel.tenancy import all_tenants


@dataclass(frozen=True, slots=True)
class Result:
    """The reasons all read, how many proposals there were, and the own place by price; no other's prices."""

    state: str
    buyer: str
    title: str
    reasons: str
    proposals: int
    place: int | None
    same_currency: int


def result_of(own: Proposal) -> Result:
    """Return the result of a proposal of the provider's own, found through its door before."""
    request = all_tenants(Request).select_related("org").get(pk=own.request_id)
    award = all_tenants(Award).filter(request_id=own.request_id).first()
    opened = list(all_tenants(Proposal).filter(request_id=own.request_id, content__isnull=False))
    mine = own.content is not None and award is not None
    money = (own.content or {}).get("currency")
    return Result(
        request.state,
        request.org.name,
        request.title,
        award.reasons if award else "",
        len(opened) if award else 0,
        own_place(own, request.volume, opened) if mine else None,
        sum((one.content or {}).get("currency") == money for one in opened) if mine else 0,
    )

"""What hub staff may know of all requests, so that they can help buyers and providers find each other."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from kazi.deals.models import Proposal, Request
from kazi.kernel.tenancy import all_tenants


def watched(*, with_demo: bool) -> QuerySet[Any, Any]:
    """Return requests that were sent out, as plain values: no description, no budget, nothing sealed."""
    rows = all_tenants(Request).exclude(state=Request.State.DRAFT)
    if not with_demo:
        rows = rows.filter(is_demo=False)
    sent = Q(proposals__isnull=False) & ~Q(proposals__state=Proposal.State.WITHDRAWN)
    counted = rows.annotate(
        asked=Count("invited", distinct=True), received=Count("proposals", filter=sent, distinct=True)
    )
    return counted.order_by("-opened_at", "-pk").values(
        "pk", "title", "org__name", "service", "volume", "unit", "state", "mode", "proposals_until",
        "asked", "received",
    )  # fmt: skip

"""The one place where a provider's command takes hold of a buyer's request: to read it and to queue."""

from __future__ import annotations

from kazi.deals.models import Request
from kazi.kernel.tenancy import all_tenants


def request_of(request_id: int) -> Request:
    """Return a request whose door (`access.calls.call_of`) has been passed."""
    return all_tenants(Request).select_related("org").get(pk=request_id)


def locked(request_id: int) -> Request:
    """Return it held until the end of the transaction.

    Submitting, putting off and opening queue here, so what came in before the deadline is opened with
    the others.  PostgreSQL holds the row; on SQLite only one transaction writes at a time anyway.
    """
    return all_tenants(Request).select_for_update().get(pk=request_id)

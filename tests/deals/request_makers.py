"""Short ways to make what the tests of deals need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Role
from kazi.deals.access.calls import call_of
from kazi.deals.models import Proposal, Request
from kazi.deals.queries import clock
from kazi.deals.rules.offers import Offer
from kazi.deals.rules.work import Work
from kazi.deals.services.candidates import refresh
from kazi.deals.services.proposals import submit
from kazi.deals.services.requests import invite, make_request, send_out
from kazi.hub.models import PublicProfile
from kazi.kernel.tenancy import acting_for
from tests.hub.makers import published, staff
from tests.makers import organisation

NDA = "We keep what we see to ourselves."


def some_work(**other: Any) -> Work:
    said: dict[str, Any] = {
        "title": "Receipts",
        "service": "data-entry",
        "description": "Company, date and total.",
        "volume": 20_000,
        "unit": "receipt",
    }
    return Work(**{**said, **other})


def an_offer(price: str = "0.08", **other: Any) -> Offer:
    said: dict[str, Any] = {
        "price_per_unit": Decimal(price),
        "currency": "USD",
        "setup_price": Decimal(100),
        "minutes_per_unit": Decimal("0.9"),
        "people": 8,
        "start": datetime.now(UTC).date(),
        "finish": datetime.now(UTC).date() + timedelta(days=30),
        "quality": Decimal("0.99"),
        "pilot_units": 50,
        "pilot_price": Decimal(5),
        "text": "Zebramussel: two people key each receipt.",
        "commitments": ("living-wage",),
    }
    return Offer(**{**said, **other})


def a_provider(name: str = "Amani Data", **claims: Any) -> tuple[PublicProfile, Actor]:
    """Make a provider that buyers find, and its manager."""
    profile = published(name, **claims)
    refresh(profile.provider_id)
    member = Membership.objects.get(org_id=profile.provider_id, role=Role.MANAGER)
    return profile, Actor(member.person_id, member.org_id, member.role, member.pk)


def a_buyer(name: str = "Duka Foods") -> Actor:
    org = organisation(name, Organisation.Kind.CLIENT)
    return staff(Role.CLIENT, org, f"buyer-{org.pk}@example.org")


def sent_request(buyer: Actor, *managers: Actor, minutes: float = 60, nda: str = "", **work: Any) -> Request:
    """Make a request that is out; without providers named it is open to all."""
    until = clock.database_now() + timedelta(minutes=minutes)
    with acting_for(buyer.org_id):
        made = make_request(buyer, some_work(**work), uuid4())
        invite(buyer, made, [one.org_id for one in managers])
        mode = Request.Mode.CHOSEN if managers else Request.Mode.OPEN
        return send_out(
            buyer, made, mode=mode, until=until, questions_until=until, nda_text=nda, is_public=False,
            site="https://kazi.example",
        )  # fmt: skip


def propose(manager: Actor, request: Request, offer: Offer | None = None, **more: Any) -> Proposal:
    with acting_for(manager.org_id):
        call = call_of(manager, request.pk)
        return submit(manager, call, offer or an_offer(), more.get("files", ()), more.get("once") or uuid4())


@contextmanager
def later(minutes: float = 61) -> Iterator[None]:
    """Let the database's clock, which alone settles deadlines, be ahead."""
    real = clock.database_now
    with pytest.MonkeyPatch.context() as patch:
        for module in PATCHED:
            patch.setattr(f"{module}.database_now", lambda: real() + timedelta(minutes=minutes))
        yield


PATCHED = (
    "kazi.deals.queries.clock",
    "kazi.deals.services.requests",
    "kazi.deals.services.calls",
    "kazi.deals.pages.calls",
)

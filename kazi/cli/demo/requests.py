"""Deals of the demo: one open call, one request whose proposals are to be compared, one awarded.

No wage comes with Kazi and none is invented here: the demo's should-costs say *unknown*.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership, Role
from kazi.cli.demo.people import House, People
from kazi.deals.access.calls import call_of
from kazi.deals.models import Proposal, Question, Request
from kazi.deals.queries import clock
from kazi.deals.rules.offers import Offer
from kazi.deals.rules.work import Work
from kazi.deals.services.calls import ask, state_price
from kazi.deals.services.candidates import refresh_all
from kazi.deals.services.choosing import award
from kazi.deals.services.opening import open_proposals
from kazi.deals.services.proposals import submit
from kazi.deals.services.requests import answer, invite, make_request, send_out
from kazi.kernel.tenancy import acting_for

RECEIPTS = Work(
    title="Receipts of the northern shops",
    service="data-entry",
    description="Company, date and total from photographed till receipts. About one in ten is faded; say so "
    "where it cannot be read.",
    volume=18_000,
    unit="receipt",
    task_type="receipt-entry",
    quality=Decimal("0.99"),
    currency="USD",
    budget=Decimal(2200),
    sample_units=20,
    sample_minutes=Decimal(26),
)
SHELVES = Work(
    title="Which shelf is empty",
    service="text",
    description="Notes of our drivers, one line each: which product was missing, and where.",
    volume=40_000,
    unit="note",
    task_type="text-labels",
    languages=("en",),
    currency="USD",
)
CARDS = Work(
    title="Loyalty cards, 2019",
    service="data-entry",
    description="Name of the shop, number and date from scanned cards. Names of people are blacked out.",
    volume=6_500,
    unit="card",
    currency="USD",
)
OFFERS = {  # Price of one, people, and how.
    "amani-digital": ("0.095", 12, "Two people key each receipt apart, a third decides; leads look at 5 %."),
    "udaan-data-works": (
        "0.088",
        8,
        "One person keys, a lead checks every fifth.",
    ),
    "chantrea-services": (
        "0.11",
        6,
        "Two people key each. We begin with the faded ones.",
    ),
}


def make_deals(people: People) -> None:
    """Make the deals of the demo's first client, in three states."""
    refresh_all()
    duka = people.clients[0]
    buyer = as_actor(Membership.objects.get(org=duka, role=Role.CLIENT))
    houses = {house.org.slug: house for house in people.houses}
    with acting_for(houses["amani-digital"].org.pk):
        state_price(houses["amani-digital"].manager, "data-entry", "receipt", Decimal("0.095"), "USD")
    _open_call(buyer, houses["amani-digital"])
    compare = _asked(buyer, RECEIPTS, people.houses, days_ago=16)
    _offers(compare, houses)
    _close(compare)
    done = _asked(buyer, CARDS, people.houses[:2], days_ago=60)
    _offers(done, {slug: houses[slug] for slug in ("amani-digital", "udaan-data-works")})
    _close(done)
    _award(buyer, done)


def _open_call(buyer: Actor, amani: House) -> None:
    now = timezone.now()
    with acting_for(buyer.org_id):
        call = make_request(buyer, SHELVES, uuid4())
        _send(buyer, call, "open", now + timedelta(days=12))
    with acting_for(amani.org.pk):
        question = ask(amani.manager, call_of(amani.manager, call.pk), "May one note name two products?")
    with acting_for(buyer.org_id):
        answer(buyer, call, Question.objects.get(pk=question.pk), "Yes, mark both. About one in twenty does.")


def _asked(buyer: Actor, work: Work, houses: list[House], days_ago: int) -> Request:
    with acting_for(buyer.org_id), _at(timezone.now() - timedelta(days=days_ago)):
        made = make_request(buyer, work, uuid4())
        invite(buyer, made, [house.org.pk for house in houses])
        return _send(buyer, made, "chosen", timezone.now() - timedelta(days=days_ago - 14))


def _send(buyer: Actor, made: Request, mode: str, until: datetime) -> Request:
    return send_out(
        buyer, made, mode=mode, until=until, questions_until=until, nda_text="", is_public=False,
        site="http://localhost:8000",
    )  # fmt: skip


def _offers(request: Request, houses: dict[str, House]) -> None:
    assert request.proposals_until is not None
    today = timezone.now().date()
    for slug, house in houses.items():
        price, people, text = OFFERS[slug]
        offer = Offer(
            price_per_unit=Decimal(price), currency="USD", setup_price=Decimal(150), minutes_per_unit=None,
            people=people, start=today + timedelta(days=10), finish=today + timedelta(days=45),
            quality=Decimal("0.99"), pilot_units=200, pilot_price=Decimal(20), text=text,
            commitments=("hours", "data", "no-subcontract"),
        )  # fmt: skip
        with acting_for(house.org.pk), _at(request.proposals_until - timedelta(hours=7)):
            submit(house.manager, call_of(house.manager, request.pk), offer, (), uuid4())


def _close(request: Request) -> None:
    open_proposals(request.pk)


def _award(buyer: Actor, request: Request) -> None:
    with acting_for(buyer.org_id):
        mine = Request.objects.select_related("org").get(pk=request.pk)
        offers = {
            one.owner.slug: one for one in Proposal.objects.filter(request=mine).select_related("owner")
        }
        other = offers["udaan-data-works"]
        award(
            buyer, mine, offers["amani-digital"],
            "Two people key each card apart, and the pilot can begin within two weeks.",
            {other.pk: "A good price, and clear. We needed every card keyed twice."},
        )  # fmt: skip


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    """Let the clock that settles deadlines show a moment of the demo's past."""
    from kazi.deals.services import calls, requests

    real: Any = clock.database_now
    modules = (clock, requests, calls)
    for module in modules:
        module.database_now = lambda: moment  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module in modules:
            module.database_now = real  # type: ignore[attr-defined]

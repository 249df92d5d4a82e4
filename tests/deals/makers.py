"""Short ways to make what the tests of deals need."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Person, Role
from kazi.deals.models import Agreement, Billing
from kazi.deals.models.agreements import Side
from kazi.deals.rules.terms import Terms
from kazi.deals.services import agreements, running
from kazi.kernel.tenancy import acting_for
from tests.makers import join, organisation, work_off


@dataclass
class Deal:
    """A provider and a buyer, one person of each, and their agreement."""

    provider: Organisation
    buyer: Organisation
    manager: Actor
    client: Actor
    agreement: Agreement

    def fresh(self) -> Agreement:
        with acting_for(self.provider.pk):
            return Agreement.objects.select_related("owner", "shared_with").get(pk=self.agreement.pk)


def some_terms(**more: Any) -> Terms:
    values: dict[str, Any] = {
        "title": "Receipts",
        "scope": "Key company, date and total of each receipt.",
        "unit": "receipt",
        "volume": 1000,
        "price_per_unit": Decimal("0.35"),
        "currency": "USD",
        "service": "data-entry",
        "task_type": "text-choice",
    }
    return Terms(**(values | more))


def with_email(name: str, org: Organisation, role: Role) -> Actor:
    actor = join(name, org, role)
    Person.objects.filter(pk=actor.person_id).update(email=f"{name}-{actor.person_id}@{org.slug}.example")
    return actor


def make_deal(provider: str = "Amani Data", buyer: str = "Duka Foods", **terms: Any) -> Deal:
    """Make an agreement as a draft of the provider."""
    house, client_org = organisation(provider), organisation(buyer, Organisation.Kind.CLIENT)
    manager = with_email("achieng", house, Role.MANAGER)
    client = with_email("njeri", client_org, Role.CLIENT)
    with acting_for(house.pk):
        agreement = agreements.draft(manager, house, client_org, some_terms(**terms))
    return Deal(house, client_org, manager, client, agreement)


def offer(deal: Deal) -> None:
    with acting_for(deal.provider.pk):
        agreements.offer(deal.manager, deal.fresh(), Side.PROVIDER)


def sign(deal: Deal, *sides: Side) -> None:
    """Let these sides, or both, sign the open version."""
    for side in sides or tuple(Side):
        actor = deal.manager if side == Side.PROVIDER else deal.client
        with acting_for(actor.org_id):
            version = agreements.open_version(deal.fresh())
            assert version is not None
            agreements.sign(
                actor, deal.fresh(), side, number=version.number, sha256=version.sha256, name="Achieng N."
            )


def signed_deal(**terms: Any) -> Deal:
    deal = make_deal(**terms)
    offer(deal)
    sign(deal)
    deal.agreement = deal.fresh()
    return deal


def ordered_deal(**terms: Any) -> Deal:
    """Make a signed agreement whose work is ordered, with the provider's project."""
    deal = signed_deal(**terms)
    with acting_for(deal.buyer.pk):
        running.order_work(deal.client, deal.fresh(), Side.BUYER)
    work_off()
    deal.agreement = deal.fresh()
    return deal


def billing(org: Organisation, **more: Any) -> Billing:
    values: dict[str, Any] = {
        "legal_name": f"{org.name} Ltd",
        "address": "Ngong Road 7",
        "city": "Nairobi",
        "country": "KE",
        "tax_category": "S",
        "tax_rate": Decimal(16),
    }
    with acting_for(org.pk):
        return Billing.objects.create(**(values | more))

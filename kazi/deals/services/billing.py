"""How a party bills, and what the hub takes: kept, with who said so."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from kazi.accounts.actors import Actor
from kazi.deals.access.agreements import in_person
from kazi.deals.events import BillingChanged, CommissionDeclared
from kazi.deals.models import Billing, Commission
from kazi.journal.bus import record


@transaction.atomic
def keep(actor: Actor, billing: Billing, save: Callable[[], Billing]) -> Billing:
    """Save how the actor's organisation bills; what was issued before keeps what it says."""
    in_person(actor)
    kept = save()
    record(BillingChanged(billing_id=str(kept.pk)), actor_id=actor.person_id)
    return kept


@transaction.atomic
def add_commission(actor: Actor, commission: Commission) -> Commission:
    """Declare a commission for a span of days.  Agreements that are drafted from then on name it."""
    in_person(actor)
    commission.made_by_id = actor.membership_id
    commission.save()
    fact = CommissionDeclared(
        percent=str(commission.percent),
        since=commission.since.isoformat(),
        until=commission.until.isoformat() if commission.until else "",
    )
    record(fact, actor_id=actor.person_id)
    return commission

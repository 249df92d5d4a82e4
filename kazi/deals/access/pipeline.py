"""Whose pipeline it is: hub staff and managers sell; each sees its own cards and those shared with it."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Role
from kazi.deals.models import Account, Campaign, Card, Collateral, Contact, MailNote, Sending, Task
from kazi.kernel.errors import NotFound

SELLERS = {Role.HUB: Organisation.Kind.HUB, Role.MANAGER: Organisation.Kind.PROVIDER}


def seller(actor: Actor) -> bool:
    """Return whether the actor sells for the hub; raise NotFound for who sells for nobody."""
    if actor.is_program or actor.role not in SELLERS:
        raise NotFound
    kind = SELLERS[Role(actor.role)]
    if not Organisation.objects.filter(pk=actor.org_id, kind=kind).exists():
        raise NotFound
    return actor.role == Role.HUB


def hub_seller(actor: Actor) -> None:
    """Raise NotFound for who is not hub staff."""
    if not seller(actor):
        raise NotFound


def provider_seller(actor: Actor) -> None:
    """Raise NotFound for who is not a provider's manager."""
    if seller(actor):
        raise NotFound


def cards_of(actor: Actor) -> QuerySet[Card]:
    """Return the actor's own cards and those that are shared with its organisation."""
    seller(actor)
    cards = Card.objects.select_related("owner", "shared_with", "lead__person")
    return cards if settings.DEMO else cards.filter(is_demo=False)


def card_of(actor: Actor, card_id: int) -> Card:
    found = cards_of(actor).filter(pk=card_id).first()
    if found is None:
        raise NotFound
    return found


def own_card(actor: Actor, card_id: int) -> Card:
    """Return a card that the actor may change: the other side of a shared one only reads it."""
    found = card_of(actor, card_id)
    if found.owner_id != actor.org_id:
        raise NotFound
    return found


def task_of(actor: Actor, task_id: int) -> Task:
    seller(actor)
    found = Task.objects.filter(pk=task_id).first()
    if found is None:
        raise NotFound
    return found


def account_of(actor: Actor, account_id: int) -> Account:
    hub_seller(actor)
    found = Account.objects.select_related("lead__person", "buyer").filter(pk=account_id).first()
    if found is None:
        raise NotFound
    return found


def contact_of(account: Account, contact_id: int) -> Contact:
    found = Contact.objects.filter(account=account, pk=contact_id).first()
    if found is None:
        raise NotFound
    return found


def collateral_of(actor: Actor, collateral_id: int) -> Collateral:
    hub_seller(actor)
    found = Collateral.objects.select_related("file").filter(pk=collateral_id).first()
    if found is None:
        raise NotFound
    return found


def campaign_of(actor: Actor, campaign_id: int) -> Campaign:
    hub_seller(actor)
    found = Campaign.objects.select_related("collateral").filter(pk=campaign_id).first()
    if found is None:
        raise NotFound
    return found


def sending_of(campaign: Campaign, sending_id: int) -> Sending:
    found = (
        Sending.objects.select_related("contact__account").filter(campaign=campaign, pk=sending_id).first()
    )
    if found is None:
        raise NotFound
    return found


def mails_of(card: Card) -> QuerySet[MailNote]:
    """Return what the actor's own organisation wrote down about a card."""
    return MailNote.objects.filter(card=card).select_related("by__person")


def colleagues(actor: Actor) -> QuerySet[Membership]:
    """Return who of the actor's organisation can be given a task."""
    people = Membership.objects.filter(org_id=actor.org_id, role=actor.role, is_active=True)
    return people.select_related("person").order_by("person__name", "pk")

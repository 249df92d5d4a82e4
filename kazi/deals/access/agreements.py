"""Whose agreement it is, and on which side of it somebody stands."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.deals.models import Agreement, AgreementVersion, Milestone
from kazi.deals.models.agreements import Side
from kazi.kernel.errors import Forbidden, NotFound


def side_of_role(actor: Actor) -> Side:
    """Return the side on which the actor deals: managers provide, clients buy; NotFound for all others."""
    if actor.role == Role.MANAGER:
        return Side.PROVIDER
    if actor.role == Role.CLIENT:
        return Side.BUYER
    raise NotFound


def agreements_of(actor: Actor) -> QuerySet[Agreement]:
    """Return the agreements of the actor's side; a buyer sees none that was never offered."""
    side = side_of_role(actor)
    agreements = Agreement.objects.select_related("owner", "shared_with")
    if side == Side.PROVIDER:
        return agreements.filter(owner_id=actor.org_id)
    offered = AgreementVersion.objects.filter(agreement=OuterRef("pk"), offered_at__isnull=False)
    return agreements.filter(Exists(offered), shared_with_id=actor.org_id)


def agreement_of(actor: Actor, agreement_id: int) -> tuple[Agreement, Side]:
    """Return an agreement and the actor's side of it."""
    side = side_of_role(actor)
    found = agreements_of(actor).filter(pk=agreement_id).first()
    if found is None:
        raise NotFound
    return found, side


def milestone_of(actor: Actor, agreement_id: int, milestone_id: int) -> tuple[Milestone, Side]:
    agreement, side = agreement_of(actor, agreement_id)
    milestone = Milestone.objects.filter(agreement=agreement, pk=milestone_id).first()
    if milestone is None:
        raise NotFound
    milestone.agreement = agreement
    return milestone, side


def in_person(actor: Actor) -> None:
    """Raise Forbidden for a program: some words only a person can give."""
    if actor.is_program or not actor.membership_id:
        raise Forbidden

"""Who may change a listing: hub staff, and the service itself."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.care.models import Keeping, LocalService
from kazi.kernel.errors import NotFound


def shown_service(service_id: UUID) -> LocalService:
    """Return a service that everybody may see."""
    rows = LocalService.objects.exclude(status="defunct").select_related("organisation")
    row = rows.prefetch_related("places__location").filter(pk=service_id).first()
    if row is None:
        raise NotFound
    return row


def kept_services(actor: Actor) -> QuerySet[LocalService]:
    """Return what the actor may change: everything for hub staff, its own listings for a service."""
    if actor.is_program:
        return LocalService.objects.none()
    if actor.role == Role.HUB:
        return LocalService.objects.all()
    if actor.role == Role.SERVICE:
        listings = Keeping.objects.values("listing_id")  # Of the actor's own organisation: it is fenced.
        return LocalService.objects.filter(organisation_id__in=listings)
    return LocalService.objects.none()


def kept_service(actor: Actor, service_id: UUID) -> LocalService:
    row = kept_services(actor).filter(pk=service_id).first()
    if row is None:
        raise NotFound
    return row


def at_the_desk(actor: Actor) -> None:
    """Raise NotFound for anybody but hub staff."""
    if actor.role != Role.HUB or actor.is_program:
        raise NotFound

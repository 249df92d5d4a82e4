"""The person, or the program of an organisation, that a request or a job acts as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest

from kazi.accounts.models import Membership, Person, Role
from kazi.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one role at one organisation.  Every command takes one first.

    A program's key acts as the person who made it, with `scopes`; `scopes` is None for a person.
    """

    person_id: int
    org_id: int
    role: str
    membership_id: int
    scopes: frozenset[str] | None = None

    @property
    def is_program(self) -> bool:
        return self.scopes is not None


def actor_of(request: HttpRequest) -> Actor:
    """Return who this request acts as; raise Forbidden for a person with no membership."""
    actor = cast("Actor | None", getattr(request, "actor", None))
    if actor is None:
        raise Forbidden
    return actor


def require_role(actor: Actor, *roles: Role) -> None:
    """Raise Forbidden unless the actor has one of these roles."""
    if actor.role not in roles:
        raise Forbidden


def require_scope(actor: Actor, scope: str) -> None:
    """Raise Forbidden for a program whose key does not have this scope; people pass."""
    if actor.scopes is not None and scope not in actor.scopes:
        raise Forbidden


def as_actor(membership: Membership) -> Actor:
    return Actor(
        person_id=membership.person_id,
        org_id=membership.org_id,
        role=membership.role,
        membership_id=membership.pk,
    )


def find_membership(person: Person, org_id: int | None = None) -> Membership | None:
    """Return the person's membership of that organisation, the first one if none is chosen."""
    memberships = Membership.objects.filter(person=person, is_active=True).order_by("pk")
    if org_id is not None:
        memberships = memberships.filter(org_id=org_id)
    return memberships.first()


def find_actor(person: Person, org_id: int | None = None) -> Actor | None:
    """Return `find_membership` as an actor."""
    membership = find_membership(person, org_id)
    return None if membership is None else as_actor(membership)

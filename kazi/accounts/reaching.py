"""Whom letters to an organisation reach."""

from __future__ import annotations

from django.db.models import QuerySet

from kazi.accounts.models import Membership, Person


def members_of(org_id: int, role: str) -> QuerySet[Membership]:
    """Return the active members in this role who have an address, with their persons, the oldest first."""
    members = Membership.objects.filter(org_id=org_id, role=role, is_active=True, person__is_active=True)
    return members.exclude(person__email="").select_related("person").order_by("pk")


def people_of(org_id: int, role: str) -> list[Person]:
    """Return the people behind `members_of`."""
    return [one.person for one in members_of(org_id, role)]

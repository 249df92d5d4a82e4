"""Whom letters of an organisation reach."""

from __future__ import annotations

from kazi.accounts.models import Membership, Person


def people_of(org_id: int, role: str) -> list[Person]:
    """Return the active people of this role who have an address."""
    members = Membership.objects.filter(org_id=org_id, role=role, is_active=True, person__is_active=True)
    return [one.person for one in members.exclude(person__email="").select_related("person")]

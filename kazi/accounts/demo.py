"""In demo mode only: one person of each role, whom one click signs in."""

from __future__ import annotations

from django.conf import settings

from kazi.accounts.models import Membership, Role


def demo_member(role: str) -> Membership | None:
    """Return the first demo member of this role, always the same; None outside demo mode."""
    if not settings.DEMO:
        return None
    members = Membership.objects.select_related("person", "org").filter(
        role=role, is_active=True, person__is_demo=True, person__is_active=True, org__is_demo=True
    )
    return members.order_by("pk").first()


def demo_roles() -> list[Membership]:
    """Return one demo member for each role that has any, in the order of `Role`."""
    return [member for role in Role.values if (member := demo_member(role))] if settings.DEMO else []

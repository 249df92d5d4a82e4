"""Short ways to make what the hub's tests need."""

from __future__ import annotations

from typing import Any

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Person, Role
from kazi.hub.models import ProviderProfile, PublicProfile
from kazi.hub.services.profiles import publish
from kazi.kernel.tenancy import acting_for
from tests.makers import join, organisation


def staff(role: Role, org: Organisation, email: str) -> Actor:
    """Make a person whom letters reach."""
    actor = join(email.partition("@")[0], org, role)
    Person.objects.filter(pk=actor.person_id).update(email=email)
    return actor


def published(name: str = "Amani Data", country: str = "KE", **claims: Any) -> PublicProfile:
    """Make a provider with a manager and a published profile."""
    org = organisation("Provider")
    Organisation.objects.filter(pk=org.pk).update(name=name, country=country)
    org.refresh_from_db()
    manager = staff(Role.MANAGER, org, f"manager-{org.pk}@example.org")
    claims = {"story": "We read receipts.", "services": ["data-entry"], "languages": ["en", "sw"], **claims}
    with acting_for(org.pk):
        ProviderProfile.objects.update_or_create(org_id=org.pk, defaults=claims)
        return publish(manager, org)

"""Who may speak for a provider, and which profiles everybody may read."""

from __future__ import annotations

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.hub.models import PublicProfile
from kazi.kernel.errors import NotFound


def own_provider(actor: Actor) -> Organisation:
    """Return the provider this manager speaks for; raise NotFound for anyone else."""
    org = Organisation.objects.filter(pk=actor.org_id, kind=Organisation.Kind.PROVIDER).first()
    if org is None or actor.role != Role.MANAGER or actor.is_program:
        raise NotFound
    return org


def public_profile(slug: str) -> PublicProfile:
    """Return a published profile; raise NotFound where there is none."""
    found = PublicProfile.objects.visible().filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found

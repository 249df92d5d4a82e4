"""Keys of programs: made, shown once, read at the door, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.events import ApiKeyEnded, ApiKeyMade
from kazi.accounts.models import ApiKey, Role
from kazi.accounts.secrets import hashed, new_secret
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import all_tenants

PREFIX = "kzk_"
NOTE_USE_EVERY = timedelta(minutes=10)
SCOPES: dict[str, tuple[ApiKey.Scope, ...]] = {
    Role.CLIENT: (
        ApiKey.Scope.READ_DELIVERIES,
        ApiKey.Scope.ANSWER_DELIVERIES,
        ApiKey.Scope.READ_REQUESTS,
        ApiKey.Scope.WRITE_REQUESTS,
    ),
    Role.MANAGER: (
        ApiKey.Scope.READ_PROJECTS,
        ApiKey.Scope.WRITE_PROJECTS,
        ApiKey.Scope.READ_DELIVERIES,
        ApiKey.Scope.READ_CALLS,
    ),
}


def scopes_for(actor: Actor) -> tuple[ApiKey.Scope, ...]:
    """Return what a key of this actor could be allowed to do; empty for roles without keys."""
    return SCOPES.get(actor.role, ())


@transaction.atomic
def make_key(actor: Actor, name: str, scopes: Sequence[str]) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which cannot be shown again.

    Raises Refused for a key without a name, without scopes, or with one that the actor's own role
    does not have.
    """
    name = name.replace("\0", "").strip()
    if not name:
        raise Refused(_("Give the key a name, so that you know later what uses it."))
    unknown = [scope for scope in scopes if scope not in scopes_for(actor)]
    if unknown or not scopes:
        raise Refused(_("Choose at least one thing that the key may do."))
    secret = new_secret(PREFIX)
    key = ApiKey.objects.create(
        name=name[:100],
        prefix=secret[:12],
        secret_hash=hashed(secret),
        scopes=sorted(set(scopes)),
        made_by_id=actor.membership_id,
    )
    record(ApiKeyMade(key_id=str(key.pk)), actor_id=actor.person_id)
    return key, secret


@transaction.atomic
def end_key(actor: Actor, key_id: int) -> ApiKey:
    """End a key of the actor's organisation; ending it again changes nothing."""
    key = ApiKey.objects.filter(pk=key_id).first()
    if key is None:
        raise NotFound
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        record(ApiKeyEnded(key_id=str(key.pk)), actor_id=actor.person_id)
        known.forget()
    return key


def read(secret: str) -> Actor | None:
    """Return whom the key acts for, or None if it is unknown or ended."""
    return known(hashed(secret)) if secret.startswith(PREFIX) else None


def _ask(secret_hash: str) -> Actor | None:
    keys = all_tenants(ApiKey).select_related("made_by__person")
    key = keys.filter(secret_hash=secret_hash, revoked_at=None).first()
    if key is None or not (key.made_by.is_active and key.made_by.person.is_active):
        return None
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > NOTE_USE_EVERY:
        all_tenants(ApiKey).filter(pk=key.pk).update(last_used_at=now)
    return Actor(
        person_id=key.made_by.person_id,
        org_id=key.org_id,
        role=key.made_by.role,
        membership_id=key.made_by_id,
        scopes=frozenset(key.scopes),
    )


known = Recall(_ask, seconds=30, most=1_000)

"""Signed tokens for workers' phones and programs: who acts, without a question to the database.

A token names a membership and the epoch it was made in, and is signed with the secret key.  Raising
`Membership.epoch` or ending the membership makes it void; every process notices within
`RECHECK_SECONDS`, which is the price of not asking each time.
"""

from __future__ import annotations

import time
from functools import lru_cache

from django.core import signing

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership
from kazi.accounts.rules import NEEDS_SECOND_FACTOR
from kazi.kernel.recall import Recall

RECHECK_SECONDS = 30
LIVES_SECONDS = 14 * 24 * 3600  # A fortnight: work taken home offline must still be sent.
PREFIX = "kzw."

_signer = signing.Signer(salt="kazi.accounts.tokens")


def issue(membership: Membership) -> str:
    """Return a token for this membership, good for a fortnight or until its epoch is raised."""
    said = f"{membership.pk}.{membership.epoch}.{int(time.time())}"
    return PREFIX + _signer.sign(said)


def read(token: str) -> Actor | None:
    """Return who the token speaks for, or None if it is forged, too old or void.

    A token has no second factor, so it speaks for nobody whose role needs one.
    """
    said = _said(token)
    if said is None:
        return None
    membership_id, epoch, made_at = said
    if not 0 <= time.time() - made_at <= LIVES_SECONDS:
        return None
    current = standing(membership_id)
    if current is None or current[0] != epoch or current[1].role in NEEDS_SECOND_FACTOR:
        return None
    return current[1]


@lru_cache(maxsize=5_000)
def _said(token: str) -> tuple[int, int, int] | None:
    """Return the membership, epoch and time that a token says, or None if we did not sign it."""
    if not token.startswith(PREFIX):
        return None
    try:
        membership_id, epoch, made_at = map(int, _signer.unsign(token[len(PREFIX) :]).split(".", 2))
    except (signing.BadSignature, ValueError):
        return None
    return membership_id, epoch, made_at


def _ask(membership_id: int) -> tuple[int, Actor] | None:
    found = Membership.objects.filter(pk=membership_id, is_active=True, person__is_active=True).first()
    return None if found is None else (found.epoch, as_actor(found))


standing = Recall(_ask, seconds=RECHECK_SECONDS)

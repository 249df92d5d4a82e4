"""The seal of proposals: what is sealed can be read through `unseal` only, and not before its time.

Each request has a key of its own, which lies in the database wrapped by a key that does not: that one
comes from the environment (KAZI_SEAL_KEY) or a file beside the data, and is in no backup.  The seal
(AES-256-GCM) also covers the request, the proposal, the provider and the moment it may be opened, so
a row that was moved, or whose date was put forward, does not open at all.

Who has both the database and the key of the machine can break it: docs/decisions/sealed-proposals.md.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from kazi.deals.models import Proposal, Request
from kazi.kernel.errors import Refused

NONCE = 12  # Bytes; random for each seal, of which a key makes a few hundred at most.


class SealBroken(Exception):
    """The bytes, the row or the key are not those that were sealed."""


def new_key(request_id: int) -> bytes:
    """Return a new key for a request, wrapped as it may lie in the database."""
    return _lock(_wrapping_key(), AESGCM.generate_key(256), f"request {request_id}")


def seal(request: Request, proposal: Proposal, plain: bytes, part: str = "") -> bytes:
    """Return `plain` sealed until `proposal.opens_at`; `part` names a file of the proposal."""
    return _lock(_key_of(request), plain, _bound(proposal, part))


def unseal(request: Request, proposal: Proposal, sealed: bytes, now: datetime, part: str = "") -> bytes:
    """Return what was sealed.  `now` is the database's time.

    Raises Refused before the proposal may be opened and SealBroken when anything was changed.
    """
    if now < proposal.opens_at or request.proposals_until is None or now < request.proposals_until:
        raise Refused(_("Proposals are sealed until their deadline. Nobody can read them before."))
    return _unlock(_key_of(request), sealed, _bound(proposal, part))


def _bound(proposal: Proposal, part: str) -> str:
    opens = proposal.opens_at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"request {proposal.request_id} proposal {proposal.pk} of {proposal.owner_id} at {opens} {part}"


def _key_of(request: Request) -> bytes:
    if request.sealed_key is None:
        raise SealBroken
    return _unlock(_wrapping_key(), bytes(request.sealed_key), f"request {request.pk}")


def _wrapping_key() -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kazi.deals.seal")
    return derived.derive(settings.KAZI_SEAL_KEY.encode())


def _lock(key: bytes, plain: bytes, bound: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound.encode())


def _unlock(key: bytes, sealed: bytes, bound: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error

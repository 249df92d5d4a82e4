"""Private keys at rest: AES-256-GCM under a key that HKDF-SHA256 makes from a secret of the environment."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES: Final = 12
_PURPOSE: Final = b"kazi.credentials signing keys, 1"


class CannotOpen(ValueError):
    """None of the secrets opens what was sealed."""


def seal(secret: str, data: bytes, name: str) -> bytes:
    """Return `data` sealed; it opens only with the same secret and under the same name."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_derived(secret)).encrypt(nonce, data, name.encode())


def unseal(secrets: Iterable[str], sealed: bytes, name: str) -> bytes:
    """Open what `seal` made with one of these secrets; raise CannotOpen."""
    for secret in secrets:
        try:
            cipher = AESGCM(_derived(secret))
            return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):
            continue
    raise CannotOpen("The private key cannot be opened.")


def _derived(secret: str) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())

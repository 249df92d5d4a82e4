"""Closing and opening small secrets: AES-256-GCM under keys that HKDF-SHA256 derives from one secret.

The derivation is written with the standard library, so that looking a number up, which every inbound
message does, loads no library of ciphers.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_NONCE_BYTES: Final = 12
_STEP_BYTES: Final = 32  # What is closed is filled up to a multiple: its length tells nothing.


class CannotOpen(ValueError):
    """None of the keys opens what was closed: the key is another one, or a byte was changed."""


@dataclass(frozen=True, slots=True)
class Key:
    """What one secret of the environment gives.  `name` says which secret closed a row, and no more."""

    name: str  # Eight hexadecimal digits.
    cipher: bytes
    lookup: bytes


@lru_cache(maxsize=8)
def key_of(secret: str) -> Key:
    """Return the keys derived from a secret of the environment."""
    name = derived(secret, b"kazi.vault name, 1").hex()[:8]
    return Key(name, derived(secret, b"kazi.vault cipher, 1"), derived(secret, b"kazi.vault lookup, 1"))


def derived(secret: str, purpose: bytes) -> bytes:
    """Return 32 bytes for a purpose: HKDF-SHA256 (RFC 5869) without salt, one block."""
    extracted = hmac.digest(bytes(32), secret.encode(), "sha256")
    return hmac.digest(extracted, purpose + b"\x01", "sha256")


def seal(key: Key, data: bytes, place: bytes) -> bytes:
    """Return `data` closed; it opens only with this key and for the same place (a row, say)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 -- see above.

    nonce = os.urandom(_NONCE_BYTES)
    filled = data + b"\x80" + bytes(-(len(data) + 1) % _STEP_BYTES)
    return nonce + AESGCM(key.cipher).encrypt(nonce, filled, place)


def unseal(keys: Iterable[Key], sealed: bytes, place: bytes) -> bytes:
    """Open what `seal` closed with one of these keys; raise CannotOpen."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    for key in keys:
        try:
            filled = AESGCM(key.cipher).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            continue
        return filled[: filled.rindex(b"\x80")]
    raise CannotOpen("No key of this installation opens it.")


def lookup(key: Key, address: str) -> bytes:
    """Return under what an address is found: without the key nobody can try numbers out."""
    return hmac.digest(key.lookup, address.encode(), "sha256")

"""What people tell is sealed at rest; what need only be recognised is kept as a keyed hash.

Keys come from the secret key, each for this use alone; after a change the keys until now stand in
`KAZI_OLD_SECRET_KEYS`, and what they sealed can still be read.
"""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac


class Broken(Exception):
    """It was sealed with a key that this installation no longer has."""


def sealed(said: Any) -> str:
    """Seal anything that JSON can hold."""
    return _box(_keys()).encrypt(json.dumps(said, ensure_ascii=False).encode()).decode()


def unsealed(text: str) -> Any:
    """Return what was sealed; raise Broken when no key of ours opens it."""
    try:
        return json.loads(_box(_keys()).decrypt(text.encode()))
    except InvalidToken as error:
        raise Broken from error


def keyed_hash(use: str, text: str) -> str:
    """Return what recognises a text, and does not tell it to whoever has the database alone."""
    return keyed_hashes(use, text)[0]


def keyed_hashes(use: str, text: str) -> list[str]:
    """Return the hash of a text under each key, the present one first."""
    return [
        salted_hmac(f"kazi.care.{use}", text, secret=key, algorithm="sha256").hexdigest() for key in _keys()
    ]


def _keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    """Return 256 bits for this use alone (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=b"kazi.care").derive(key.encode())

"""What must be read again is sealed at rest; what need only be recognised is kept as a keyed hash.

Both keys come from `KAZI_FACTORS_KEY`, or from the secret key where that is not set.  After a change,
the secret keys until now stand in `KAZI_OLD_SECRET_KEYS`, and what they sealed can still be read.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac


class Broken(Exception):
    """It was sealed with a key that this installation no longer has."""


def sealed(text: str) -> str:
    return _box(_keys()).encrypt(text.encode()).decode()


def unsealed(text: str) -> str:
    """Return what was sealed; raise Broken when no key of ours opens it."""
    try:
        return _box(_keys()).decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise Broken from error


def keyed_hashes(text: str) -> list[str]:
    """Return the hash of a text under each key, the present one first."""
    return [
        salted_hmac("kazi.accounts.factors", text, secret=key, algorithm="sha256").hexdigest()
        for key in _keys()
    ]


def _keys() -> tuple[str, ...]:
    named = [settings.KAZI_FACTORS_KEY] if settings.KAZI_FACTORS_KEY else []
    return (*named, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    """Return 256 bits for this use alone (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=b"kazi.accounts.factors").derive(key.encode())

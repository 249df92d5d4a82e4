"""Secrets that are shown once: made here, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_secret(prefix: str) -> str:
    """Return a new secret of 192 random bits that begins with `prefix`."""
    return prefix + secrets.token_urlsafe(24)


def hashed(secret: str) -> str:
    """Return what is stored.  A plain hash serves: 192 random bits cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()

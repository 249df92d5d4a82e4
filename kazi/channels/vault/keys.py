"""The keys of this installation, from the environment."""

from __future__ import annotations

from django.conf import settings

from kazi.channels.rules.sealing import Key, key_of


def newest() -> Key:
    """Return the key that closes what is new."""
    return key_of(settings.VAULT_KEY)


def every_key() -> list[Key]:
    """Return all keys that may still open something, the newest first."""
    return [key_of(secret) for secret in (settings.VAULT_KEY, *settings.VAULT_OLD_KEYS)]

"""What people tell is sealed at rest; what need only be recognised is kept as a keyed hash.

Texts are sealed under the vault's key, which is in no database and no backup of one: whoever may read
the secret key of the site reads no complaint.  Hashes come from the secret key; after a change the keys
until now stand in `KAZI_OLD_SECRET_KEYS`, and what they recognised is still recognised.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from kazi.channels.rules.sealing import CannotOpen, seal, unseal
from kazi.channels.vault import keys

_PLACE = b"kazi.care"


class Broken(Exception):
    """It was sealed with a key that this installation no longer has."""


def sealed(said: Any) -> str:
    """Seal anything that JSON can hold; the text begins with the name of the key."""
    key = keys.newest()
    shut = seal(key, json.dumps(said, ensure_ascii=False).encode(), _PLACE)
    return f"{key.name}.{base64.urlsafe_b64encode(shut).decode()}"


def unsealed(text: str) -> Any:
    """Return what was sealed; raise Broken when no key of ours opens it."""
    try:
        return json.loads(unseal(keys.every_key(), base64.urlsafe_b64decode(text.partition(".")[2]), _PLACE))
    except (CannotOpen, ValueError) as error:
        raise Broken from error


def is_newest(text: str) -> bool:
    """Say whether a text is sealed with the newest key."""
    return text.partition(".")[0] == keys.newest().name


def keyed_hash(use: str, text: str) -> str:
    """Return what recognises a text, and does not tell it to whoever has the database alone."""
    return keyed_hashes(use, text)[0]


def keyed_hashes(use: str, text: str) -> list[str]:
    """Return the hash of a text under each key, the present one first."""
    every = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac(f"kazi.care.{use}", text, secret=key, algorithm="sha256").hexdigest() for key in every
    ]

"""Links to stored files: signed for one person, good for a day, so that a link passed on opens nothing.

Who may see a file is decided by the room that shows it; here its word is kept until the picture is
asked for.
"""

from __future__ import annotations

import time

from django.core import signing
from django.utils.crypto import constant_time_compare

DAY = 24 * 3600
_signer = signing.Signer(salt="kazi.files.links")


def file_link(file_id: str, person_id: int, light: bool = False) -> str:
    """Return the path at which this person, signed in, gets the file; `light` is the phone's version.

    It is good for one to two days and the same all day, so that a browser may keep the picture.
    """
    size = "l" if light else "f"
    last_day = int(time.time()) // DAY + 1
    said = f"{size}{last_day}"
    return f"/files/{file_id}/?t={said}.{_signature(file_id, person_id, said)}"


def opens(file_id: str, person_id: int, token: str) -> str | None:
    """Return "light" or "full" when the token lets this person have the file now, else None."""
    said, _, signature = token.partition(".")
    expected = _signature(file_id, person_id, said)
    if not constant_time_compare(signature, expected):
        return None
    if not said[1:].isdigit() or int(said[1:]) < int(time.time()) // DAY:
        return None
    return {"l": "light", "f": "full"}.get(said[:1])


def _signature(file_id: str, person_id: int, said: str) -> str:
    return _signer.signature(f"{file_id}/{person_id}/{said}")

"""Links to stored files: signed for one person, good for a day, so that a link passed on opens nothing.

Who may see a file is decided by the room that shows it; here its word is kept until the picture is
asked for.  A recording that a telephone company fetches has a link of another kind: open to whoever has
it, for some hours, and the same for everybody, so that it says nothing of who is on the line.
"""

from __future__ import annotations

import time

from django.core import signing
from django.utils.crypto import constant_time_compare

DAY = 24 * 3600
SHARED = 6 * 3600
_signer = signing.Signer(salt="kazi.files.links")
_shared = signing.Signer(salt="kazi.files.shared")


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


def shared_link(file_id: str) -> str:
    """Return the path at which anybody gets a recording without signing in, for 6 to 12 hours from now.

    The same for six hours, so that whoever plays it a thousand times fetches it once.
    """
    last = int(time.time()) // SHARED + 1
    return f"/files/shared/{file_id}/{last}.{_shared.signature(f'{file_id}/{last}')}"


def is_shared(file_id: str, token: str) -> bool:
    """Say whether the last part of a shared link is ours and has not ended."""
    last, _, signature = token.partition(".")
    expected = _shared.signature(f"{file_id}/{last}")
    if not constant_time_compare(signature, expected):
        return False
    return last.isdecimal() and int(last) >= int(time.time()) // SHARED


def _signature(file_id: str, person_id: int, said: str) -> str:
    return _signer.signature(f"{file_id}/{person_id}/{said}")

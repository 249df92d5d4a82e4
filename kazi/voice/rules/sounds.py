"""Is this a recording that telephones and browsers play?  Told by the first bytes, not by the name."""

from __future__ import annotations

from typing import Final

MOST_BYTES: Final = 5_000_000  # Five minutes of MP3: a prompt takes ten seconds.


def sound_kind(head: bytes) -> str:
    """Return the MIME type of a recording from its first 12 bytes or more; "" for anything else."""
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "audio/mpeg"  # The second: a frame of MPEG layer 3 without a tag before it.
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head[4:8] == b"ftyp" and head[8:11] in {b"M4A", b"mp4", b"iso"}:
        return "audio/mp4"
    return ""

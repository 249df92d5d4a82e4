"""Bitstring status lists (W3C "Bitstring Status List v1.0", 4): one bit for each credential.

Index 0 is the most significant bit of the first byte; the bytes are packed with gzip and written as
multibase base64url, `u...`.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from typing import Final

from kazi.credentials.rules.keys import b64url, unb64url
from kazi.credentials.rules.unsound import Unsound
from kazi.kernel.words import N_

ENTRIES: Final = 131_072  # The least that the standard allows: 16 KB, so that few can be told apart.
MOST_BYTES: Final = 1 << 20  # Eight million entries; a small text that unpacks to more is an attack.


class BadList(Unsound):
    """The status list cannot be read, is too short, or has no such entry."""


def packed(revoked: Iterable[int], entries: int = ENTRIES) -> str:
    """Return the encoded list in which the bits at these indexes are set."""
    bits = bytearray(entries // 8)
    for index in revoked:
        bits[index >> 3] |= 0x80 >> (index & 7)
    return "u" + b64url(gzip.compress(bytes(bits), mtime=0))


def unpacked(encoded: str) -> bytes:
    """Return the list's bytes, at least 16,384 and at most MOST_BYTES; raise BadList for any other."""
    if encoded[:1] != "u":
        raise BadList(N_("The status list is not written in base64url."))
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        bits = unpacker.decompress(unb64url(encoded[1:]), MOST_BYTES + 1)
    except (ValueError, zlib.error) as error:
        raise BadList(N_("The status list is damaged.")) from error
    if len(bits) > MOST_BYTES:
        raise BadList(N_("The status list is larger than this verifier reads."))
    if not unpacker.eof or len(bits) * 8 < ENTRIES:
        raise BadList(N_("The status list is shorter than the standard asks for."))
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Say whether the bit at `index` is set; raise BadList where there is none."""
    if not 0 <= index < len(bits) * 8:
        raise BadList(N_("The status list has no entry of this number."))
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))

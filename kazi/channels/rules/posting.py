"""What a provider's folder is given to send, the same for all.

`kazi/channels/<provider>/sending.py` has

    MOST = 1       # messages of the same words that one request may carry
    def send(line, way, parcels) -> list[Outcome]    # one outcome for each parcel, in their order

and raises NoAnswer when nothing, or nothing that can be read, came back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from kazi.channels.rules.wire import Medium, Said

_OURS: Final = UUID("5c4fbf0e-0b0c-4f1a-9d6c-1c2a1f6c2f10")


@dataclass(frozen=True, slots=True)
class Way:
    """The channel, as its provider's folder needs it.  `hook` is our secret address, without its end."""

    channel_id: int
    medium: Medium
    sender: str
    values: Mapping[str, str]
    hook: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message.  `key` is the same at every try; `is_free` says that any words may be sent (WhatsApp)."""

    channel_id: int
    key: str
    address: str
    said: Said
    number: UUID
    is_free: bool = True

    @property
    def uuid(self) -> UUID:
        """Our name of the message towards a provider, the same at every try: who honours it sends it once."""
        return uuid5(_OURS, f"{self.channel_id}/{self.key}")


class NoAnswer(Exception):
    """No answer came, or none that can be read: the provider may have the message or not."""

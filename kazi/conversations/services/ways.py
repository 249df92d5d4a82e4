"""Ways back to somebody, sealed under the vault's key, for a script that may ask once more.

A room above keeps a way only with a consent of its own; the text gives neither number nor channel away.
"""

from __future__ import annotations

import base64
import json
from uuid import UUID

from kazi.channels.models import Channel
from kazi.channels.rules.sealing import CannotOpen, seal, unseal
from kazi.channels.vault import keys, numbers

_PLACE = b"conversations.way"


def way_to(org_id: int, channel_id: int, number_id: UUID) -> str:
    """Seal the way to a person over a channel of an organisation."""
    said = json.dumps([org_id, channel_id, number_id.hex]).encode()
    return base64.urlsafe_b64encode(seal(keys.newest(), said, _PLACE)).decode()


def opened(way: str) -> tuple[int, int, UUID] | None:
    """Return organisation, channel and number's id of a way; None where no key of ours opens it."""
    try:
        org_id, channel_id, number = json.loads(
            unseal(keys.every_key(), base64.urlsafe_b64decode(way), _PLACE)
        )
    except (CannotOpen, ValueError):
        return None
    return int(org_id), int(channel_id), UUID(number)


def number_behind(way: str) -> str:
    """Return the number itself, "" where there is none: to compare it with one that is public anyway."""
    found = opened(way)
    return numbers.reveal([found[2]]).get(found[2], "") if found else ""


def pushing(channel: Channel) -> Channel | None:
    """Return the channel if messages can be sent over it, else one of its organisation that can; or None."""
    if channel.medium in _PUSHED:
        return channel
    return Channel.objects.filter(medium="sms", is_enabled=True).order_by("pk").first()


_PUSHED = {"sms", "whatsapp", "telegram"}

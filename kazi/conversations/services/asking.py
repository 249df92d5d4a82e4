"""Ask somebody once more, over a way that they left."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from kazi.channels.models import Channel, Contact
from kazi.channels.services import queueing
from kazi.conversations import hot
from kazi.conversations.access import as_called
from kazi.conversations.rules.place import from_json
from kazi.conversations.services.knowing import talker
from kazi.conversations.services.replying import start
from kazi.conversations.services.ways import opened, pushing
from kazi.kernel.tenancy import acting_for


def ask_again(way: str, script: str, state: dict[str, Any], once: str) -> bool:
    """Begin a script over a way and queue its first words within waking hours; say whether it is asked.

    False while the person is in another talk, has said STOP, or cannot be written to: nothing is sent.
    `once` is unique for this asking: a second call with it sends nothing more.
    """
    found = opened(way)
    if found is None:
        return False
    org_id, channel_id, number_id = found
    with acting_for(org_id):
        own = Channel.objects.filter(pk=channel_id).first()
        channel = pushing(own) if own is not None else None
        if channel is None:
            return False
        said = start(as_called(channel), number_id, script, state, once)
        standing = from_json(hot.read(org_id, talker(org_id, number_id).hex).place)
        if said is None or not said.text or standing.script != script:
            return False
        known = Contact.objects.filter(number=number_id).first()
        zone = known.zone if known else settings.TIME_ZONE
        queueing.say(channel, number_id, said, f"asked:{once}", priority=queueing.LATER, zone=zone)
    return True

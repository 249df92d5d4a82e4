"""What a reply does outside this room: messages on their way, STOP and START of a number, a call back."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

from kazi.channels.models import Channel
from kazi.channels.rules.wire import Heard, Medium, Said
from kazi.channels.services import contacts, queueing
from kazi.conversations.access import Called
from kazi.conversations.hot import Moved
from kazi.conversations.rules import scripts
from kazi.conversations.services.cutting import cut_links
from kazi.conversations.services.erasing import erase, talks_elsewhere
from kazi.conversations.services.knowing import number_of
from kazi.kernel.tenancy import acting_for


def on_the_way(called: Called, heard: Heard, said: Said) -> None:
    """Queue what is said, where the line itself takes no answer; a second call queues nothing more."""
    with acting_for(called.org_id):
        channel, number_id = Channel.objects.get(pk=called.channel_id), number_of(heard.address)
        if called.medium is Medium.WHATSAPP:
            contacts.heard_from(channel, number_id, heard.at)
        if said.text:
            queueing.say(channel, number_id, said, f"reply:{_short(heard.key)}")


def settle(called: Called, wants: set[str], who: UUID, number_id: UUID, key: str) -> None:
    """Do what a person wanted beside the talk, in the transaction that stores the reply.

    Raises Moved where what would be used up is gone: somebody else was faster, and the step is taken anew.
    """
    for want in wants:
        how, _space, rest = want.partition(" ")
        if how == scripts.SPENDS and not scripts.spend(*rest.split(" ", 1)):
            raise Moved
    channel = Channel.objects.get(pk=called.channel_id)
    if "stop" in wants:
        contacts.stop(channel, number_id)
        cut_links(who, number_id)
    if "start" in wants:
        contacts.start(channel, number_id)
    if "erase" in wants:
        erase(who, number_id)
        contacts.forget(number_id, is_held_elsewhere=talks_elsewhere(called.org_id, number_id))
    if "call back" in wants:
        queueing.say(channel, number_id, Said(""), f"call:{key}")


def _short(key: str) -> str:
    return blake2b(key.encode(), digest_size=16).hexdigest()

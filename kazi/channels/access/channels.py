"""The two doors to a channel: its organisation's own, and the secret path that a provider calls."""

from __future__ import annotations

import hashlib

from kazi.channels.models import Channel
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import all_tenants

MOST_PATH = 100


def own_channel(channel_id: int) -> Channel:
    """Return the channel of the organisation that is acted for; raise NotFound for any other."""
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None:
        raise NotFound
    return channel


def called_channel(path: str) -> Channel:
    """Return the channel that was given this secret path; raise NotFound for an unknown one.

    It belongs to whatever organisation it belongs to: go on inside `acting_for(channel.org_id)`.  One that
    is not in use is found too: what comes in is answered, so that nobody is left without a word.
    """
    if not path or len(path) > MOST_PATH:
        raise NotFound
    # The path is found by its hash, so the time that takes tells nothing about the path itself.
    found = all_tenants(Channel).filter(path_hash=hash_of(path)).select_related("org").first()
    if found is None:
        raise NotFound
    return found


def hash_of(path: str) -> str:
    """Return what is stored of a secret path.  A plain hash serves: 192 random bits cannot be guessed."""
    return hashlib.sha256(path.encode()).hexdigest()

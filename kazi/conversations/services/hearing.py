"""What a call says, with the addresses of the recordings that say it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from kazi.channels.models import Channel
from kazi.channels.rules.wire import Said
from kazi.conversations.access import Called
from kazi.conversations.rules import aloud
from kazi.files.links import shared_link
from kazi.kernel.tenancy import acting_for


def with_recordings(called: Called, said: Said, address: str) -> Said:
    """Return what is said with every recording that there is of it, as links that anybody may fetch.

    `address` is where we were called, for links with our name in front; "" for our own pages, which need
    none, as the simulator's phones, and whose links leave nothing behind on a phone.  What is not recorded
    keeps its words, for a voice to read.  A call that comes again gets links that are good again.
    """
    if not said.spoken:
        return said
    with acting_for(called.org_id):
        found = {
            language: aloud.recorded(said.subject, language, words)
            for language, words in aloud.wanted(said.spoken, said.language).items()
        }
    is_ours = not address or called.provider == Channel.Provider.SIMULATOR
    before, after = ("", "?keep=no") if is_ours else (_host(address), "")
    pieces = []
    for one in said.spoken:
        piece = aloud.with_sounds(one, found[one.language or said.language])
        pieces.append(
            replace(piece, sounds=tuple(before + shared_link(file) + after for file in piece.sounds))
        )
    return replace(said, spoken=tuple(pieces), audio=tuple(link for one in pieces for link in one.sounds))


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"

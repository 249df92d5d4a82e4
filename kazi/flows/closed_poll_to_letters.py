"""When a poll closes, whoever answered it is told what came of it, in the language of their talk.

The letter was written from released figures alone.  It leaves through the outbound table, once for each
person and poll, within the hours of the line; who has said STOP gets none.  From then on runs the time
after which the link between people and their answers is destroyed.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction

from kazi.channels.models import Channel, Contact, Stop
from kazi.channels.rules.numbering import zone_of_country
from kazi.channels.rules.wire import Medium, Said
from kazi.channels.services import queueing
from kazi.channels.vault import studies
from kazi.conversations.services.takers import Taker, takers
from kazi.journal.bus import on
from kazi.kernel.errors import NotFound
from kazi.voice.events import PollClosed
from kazi.voice.models import PollVersion
from kazi.voice.released import letter
from kazi.voice.talking import subject_of

# On what a person is written to who answered on this; a page on the web has nobody to write to.
WRITES_BY = {
    Medium.SMS: Medium.SMS,
    Medium.USSD: Medium.SMS,
    Medium.VOICE: Medium.SMS,
    Medium.WHATSAPP: Medium.WHATSAPP,
    Medium.TELEGRAM: Medium.TELEGRAM,
}


@on(PollClosed)
def tell_results_back(event: PollClosed) -> None:
    version = PollVersion.objects.get(pk=int(event.version_id))
    subject = subject_of(version.pk)
    for some in takers(subject):
        with transaction.atomic():
            _queue(version, some)
    with suppress(NotFound):  # Nobody was ever asked.
        studies.end(subject)


def _queue(version: PollVersion, some: list[Taker]) -> None:
    """Queue the letter for each; a second call finds each one's own and queues nothing."""
    lines = _lines()
    ids = [one.number for one in some]
    zones = dict(Contact.objects.filter(number__in=ids).values_list("number", "zone"))
    stopped: set[tuple[int, UUID]] = set(
        Stop.objects.filter(number__in=ids).values_list("channel_id", "number")
    )
    for one in some:
        channel, written = lines.get(WRITES_BY.get(one.medium)), letter(version, one.language)
        if channel is None or written is None or (channel.pk, one.number) in stopped:
            continue
        queueing.say(
            channel,
            one.number,
            Said(written.text, written.language),
            f"results:{version.pk}:{one.number.hex}",
            priority=queueing.LATER,
            zone=zones.get(one.number) or zone_of_country(channel.country) or "UTC",
        )


def _lines() -> dict[Medium | None, Channel]:
    """Return the line for each medium on which people are written to: always the same, so once is once."""
    rows = Channel.objects.filter(is_enabled=True).order_by("-pk")
    return {Medium(one.medium): one for one in rows}

"""Talks of the demo: a few invented people try the same short talk, each on another medium."""

from __future__ import annotations

from kazi.channels.rules.wire import Event, Heard, Medium
from kazi.cli.demo.people import House
from kazi.conversations.access import as_called
from kazi.conversations.services.replying import reply
from kazi.conversations.services.simulating import simulated_channel

# What each says, one after the other; the last one stops in the middle and may go on.  No operator gives
# these numbers out: they end in the digits of an example.
TALKS = (
    (Medium.SMS, "+254711000031", ("Hi", "1", "1", "1", "1 3", "45")),
    (Medium.WHATSAPP, "+254711000032", ("Hi", "1", "1", "1", "2", "30")),
    (Medium.USSD, "+254711000033", ("", "1", "1", "1", "2 4", "90")),
    (Medium.TELEGRAM, "254711000034", ("Hi", "1", "1", "1")),
)


def make_talks(house: House) -> int:
    """Hold these talks on the house's simulated channels, inside its scope; return how many replies came."""
    replies = 0
    for medium, address, texts in TALKS:
        called = as_called(simulated_channel(medium))
        for place, text in enumerate(texts):
            event = Event.OPENED if not text else Event.ANSWER
            said = reply(called, Heard(event, address, f"demo-{address}-{place}", text))
            replies += said is not None
    return replies

"""The channels of the demo: a simulator for each provider's workers, and a few invented numbers."""

from __future__ import annotations

from kazi.channels.models import Channel, Contact
from kazi.channels.services.connecting import Draft, connect
from kazi.channels.vault import numbers
from kazi.cli.demo.people import People

# No operator gives these out: they end in the digits of an example.
NUMBERS = {"KE": "+25471100000{}", "IN": "+91981000000{}", "KH": "+85512000{}00"}
MANY = 6


def make_channels(people: People, house: int) -> Channel:
    """Connect the simulator for one provider; call it inside its scope."""
    org = people.houses[house].org
    channel = connect(Draft("simulator", "sms", "Phones on the screen", country=org.country, sender="21512"))
    kept = numbers.keep_many(NUMBERS[org.country].format(place) for place in range(1, MANY + 1))
    Contact.objects.bulk_create(
        (Contact(number=number, country=org.country, zone=org.timezone) for number in kept.values()),
        ignore_conflicts=True,
    )
    return channel

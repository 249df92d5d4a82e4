"""Short ways to make channels, contacts and messages."""

from __future__ import annotations

from datetime import time
from itertools import count
from typing import Any

from kazi.channels.models import Channel, Contact
from kazi.channels.rules.wire import Choice, Said
from kazi.channels.services.connecting import Draft, connect
from kazi.channels.vault import numbers

_number = count(1)
NEEDED = {
    "africastalking": {"username": "amani", "api_key": "at-key"},
    "twilio": {"account_sid": "AC" + "1" * 32, "auth_token": "12345"},
    "whatsapp": {
        "phone_number_id": "1234567890",
        "access_token": "wa-token",
        "app_secret": "appsecret",
        "verify_token": "T",
    },
    "telegram": {"bot_token": "42:secret", "secret_token": "hook"},
    "external": {"send_url": "http://localhost/send"},
    "kannel": {"send_url": "http://localhost/cgi-bin/sendsms", "username": "U", "password": "P"},
}
MEDIUM = {"whatsapp": "whatsapp", "telegram": "telegram", "email": "email"}
QUESTION = Said(
    "Do you feel safe at work?", choices=(Choice("1", "Yes"), Choice("2", "No")), waits=True, digits=1
)


def channel_of(provider: str = "simulator", **more: Any) -> Channel:
    """Connect a channel for whoever is acted for; `values` add to those that the provider needs."""
    values = NEEDED.get(provider, {}) | more.pop("values", {})
    said: dict[str, Any] = {
        "medium": MEDIUM.get(provider, "sms"),
        "name": f"{provider} {next(_number)}",
        "country": "KE",
        "sender": "21512",
        "per_second": 10_000.0,
        "opens_at": time(0),
        "closes_at": time(23, 59, 59),
    } | more
    return connect(Draft(provider=provider, values=values, **said))


def contacts(many: int, *, zone: str = "Africa/Nairobi", **more: Any) -> list[Contact]:
    """Make contacts with numbers of their own."""
    first = next(_number) * 10_000
    kept = numbers.keep_many(f"+2547{first + place:08}" for place in range(many))
    return Contact.objects.bulk_create(
        Contact(number=number, zone=zone, **{"country": "KE", **more}) for number in kept.values()
    )

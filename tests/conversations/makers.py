"""Channels with what a test needs of them."""

from __future__ import annotations

from typing import Any

from kazi.accounts.models import Organisation
from kazi.channels.models import Channel
from kazi.channels.services.connecting import PATH, Draft, connect, open_secrets
from kazi.conversations.models import Reception
from kazi.kernel.tenancy import acting_for

VALUES: dict[str, dict[str, str]] = {
    "twilio": {"account_sid": "AC0123456789abcdef0123456789abcdef", "auth_token": "12345"},
    "africastalking": {"username": "amani", "api_key": "k"},
    "whatsapp": {
        "phone_number_id": "1234567890",
        "access_token": "t",
        "app_secret": "appsecret",
        "verify_token": "T",
    },
    "telegram": {"bot_token": "1:a", "secret_token": "hush"},
    "external": {"send_url": "https://gateway.example/send"},
    "kannel": {"send_url": "https://gateway.example/sendsms", "username": "u", "password": "p"},
    "simulator": {},
}


def channel_of(
    org: Organisation,
    provider: str,
    medium: str,
    *,
    languages: tuple[str, ...] = ("en",),
    script: str = "trying",
    state: dict[str, Any] | None = None,
    calls_back: bool = False,
) -> tuple[Channel, str]:
    """Make a channel whose talks begin with a script; return it with its address on our site."""
    with acting_for(org.pk):
        channel = connect(Draft(provider, medium, f"{provider} {medium}", "KE", "21512", VALUES[provider]))
        Reception.objects.create(
            channel=channel,
            languages=list(languages),
            script=script,
            state=state or {},
            calls_back=calls_back,
        )
        return channel, f"/hooks/{open_secrets(channel)[PATH]}"

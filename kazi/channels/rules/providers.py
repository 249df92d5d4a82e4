"""What each provider of messages needs from a manager, and what the manager pastes at the provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kazi.channels.rules.wire import Medium
from kazi.kernel.words import N_

# Calls of providers come to /hooks/<the channel's secret path>/<what>, where a conversation is held.
HOOKS: Final = "hooks"


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the settings: its label, and how the provider calls it."""

    label: str
    help: str = ""
    is_secret: bool = False
    is_needed: bool = True
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """One address to paste: for which media, and where the provider asks for it."""

    what: str
    where: str
    media: tuple[Medium, ...] = tuple(Medium)


@dataclass(frozen=True, slots=True)
class Provider:
    media: tuple[Medium, ...]
    sender: str
    fields: Mapping[str, Asked] = field(default_factory=dict)
    hooks: tuple[Hook, ...] = ()
    per_second: float = 10.0  # What such a line usually allows.

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(name for name, asked in self.fields.items() if asked.is_secret)


_MESSAGES, _STATUS = "messages", "status"
PROVIDERS: Final[Mapping[str, Provider]] = {
    "africastalking": Provider(
        (Medium.SMS, Medium.USSD, Medium.VOICE),
        N_("Short code, alphanumeric name or voice number"),
        {
            "username": Asked(N_("Username of the application")),
            "api_key": Asked(N_("API key"), is_secret=True),
            "base_url": Asked(
                N_("Address of the API"),
                N_("Leave it as it is, except for the sandbox or a gateway of your own."),
                usual="https://api.africastalking.com",
                is_needed=False,
            ),
        },
        (
            Hook(_MESSAGES, N_("SMS, SMS callback URLs, incoming messages"), (Medium.SMS,)),
            Hook(_STATUS, N_("SMS, SMS callback URLs, delivery reports"), (Medium.SMS,)),
            Hook("ussd", N_("USSD, service codes, callback URL"), (Medium.USSD,)),
            Hook("voice", N_("Voice, phone numbers, callback URL"), (Medium.VOICE,)),
        ),
    ),
    "twilio": Provider(
        (Medium.SMS, Medium.VOICE),
        N_("Phone number as +254700111222, or the SID of a messaging service"),
        {
            "account_sid": Asked(N_("Account SID")),
            "auth_token": Asked(N_("Auth token"), is_secret=True),
            "base_url": Asked(
                N_("Address of the API"),
                N_("For a work-alike such as SignalWire or Somleng, its address."),
                usual="https://api.twilio.com",
                is_needed=False,
            ),
        },
        (
            Hook(_MESSAGES, N_("Phone numbers, messaging, a message comes in"), (Medium.SMS,)),
            Hook("voice", N_("Phone numbers, voice, a call comes in"), (Medium.VOICE,)),
            Hook(_STATUS, N_("Phone numbers, voice, call status changes"), (Medium.VOICE,)),
        ),
        per_second=1.0,
    ),
    "whatsapp": Provider(
        (Medium.WHATSAPP,),
        N_("Phone number as +254700111222"),
        {
            "phone_number_id": Asked(N_("Phone number ID")),
            "access_token": Asked(N_("Permanent access token"), is_secret=True),
            "app_secret": Asked(N_("App secret"), is_secret=True),
            "verify_token": Asked(
                N_("Verify token"),
                N_("A word of your own; type the same at WhatsApp, configuration, webhook."),
                is_secret=True,
            ),
            "template": Asked(
                N_("Name of an approved template with one variable"),
                N_("Sent to people who have not written in the last 24 hours."),
                is_needed=False,
            ),
            "template_language": Asked(N_("Language of the template"), usual="en", is_needed=False),
            "base_url": Asked(
                N_("Address of the API"), usual="https://graph.facebook.com/v21.0", is_needed=False
            ),
        },
        (Hook(_MESSAGES, N_("WhatsApp, configuration, webhook, callback URL; subscribe to messages")),),
        per_second=80.0,
    ),
    "telegram": Provider(
        (Medium.TELEGRAM,),
        N_("Name of the bot, without @"),
        {
            "bot_token": Asked(N_("Token from BotFather"), is_secret=True),
            "secret_token": Asked(
                N_("Secret token"),
                N_("Letters and digits of your own; given to setWebhook as secret_token."),
                is_secret=True,
            ),
            "base_url": Asked(N_("Address of the API"), usual="https://api.telegram.org", is_needed=False),
        },
        (Hook(_MESSAGES, N_("The url of setWebhook")),),
        per_second=25.0,
    ),
    "external": Provider(
        (Medium.SMS, Medium.USSD),
        N_("Short code or number"),
        {
            "send_url": Asked(
                N_("Address to send to"),
                N_("May hold {{to}}, {{to_no_plus}}, {{from}}, {{text}}, {{id}} and the others of RapidPro."),
            ),
            "method": Asked(N_("Method: GET, POST or PUT"), usual="POST", is_needed=False),
            "content_type": Asked(
                N_("Kind of body: urlencoded, json or xml"), usual="urlencoded", is_needed=False
            ),
            "body": Asked(
                N_("Body"),
                usual="id={{id}}&text={{text}}&to={{to}}&from={{from}}&channel={{channel}}",
                is_needed=False,
            ),
            "authorization": Asked(N_("Authorization header"), is_secret=True, is_needed=False),
            "expected": Asked(
                N_("Word that a good answer holds"), N_("Leave empty to accept any."), is_needed=False
            ),
        },
        (
            Hook("receive", N_("Where the gateway sends incoming messages: from, text")),
            Hook("sent", N_("Where it reports a message sent: id")),
            Hook("delivered", N_("Where it reports a message delivered: id")),
            Hook("failed", N_("Where it reports a message failed: id")),
            Hook("stopped", N_("Where it reports that somebody said STOP: from")),
        ),
    ),
    "kannel": Provider(
        (Medium.SMS,),
        N_("Short code or number"),
        {
            "send_url": Asked(N_("Address of sendsms"), usual="http://localhost:13013/cgi-bin/sendsms"),
            "username": Asked(N_("Username of the sendsms-user")),
            "password": Asked(N_("Password of the sendsms-user"), is_secret=True),
        },
        (
            Hook(
                "receive",
                N_("get-url of sms-service, followed by ?sender=%p&message=%a&ts=%T&id=%I&to=%P&backend=%i"),
            ),
        ),
        per_second=50.0,
    ),
    "email": Provider((Medium.EMAIL,), N_("Nothing: letters leave from the address of this site")),
    "simulator": Provider(tuple(Medium), N_("Any number, such as 21512"), per_second=1000.0),
}

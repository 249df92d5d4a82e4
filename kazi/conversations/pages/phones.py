"""Simulated phones of one browser: what stands on their screens, kept in its session."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kazi.channels.models import Shown
from kazi.channels.rules.wire import Event, Medium, Said
from kazi.channels.vault import numbers
from kazi.conversations.services.simulating import simulated_channel

MOST_PHONES = 9
MOST_LINES = 24
ON_THE_SCREEN = 4
_KEY = "simulated_phones"
NAMES = {
    Medium.USSD: _("USSD"), Medium.SMS: _("SMS"), Medium.VOICE: _("Call"), Medium.WHATSAPP: _("WhatsApp"),
    Medium.TELEGRAM: _("Telegram"), Medium.WEB: _("Web page"),
}  # fmt: skip


@dataclass
class Phone:
    """One phone.  `lines` are [whose, text, language], newest last; `said` is what was said last."""

    id: str
    medium: str
    address: str
    session: str = ""
    lines: list[list[str]] = field(default_factory=list)
    said: dict[str, Any] | None = None
    seen: list[str] = field(default_factory=list)

    @property
    def name(self) -> Any:
        return NAMES[Medium(self.medium)]

    @property
    def is_session(self) -> bool:
        """Whether it is dialled or called: USSD and calls."""
        return self.medium in {Medium.USSD.value, Medium.VOICE.value}

    @property
    def is_open(self) -> bool:
        return bool(self.said and self.said.get("waits"))

    @property
    def keys(self) -> str:
        return "123456789*0#" if self.medium == Medium.VOICE.value else ""

    @property
    def choices(self) -> list[dict[str, str]]:
        return list(self.said.get("choices", [])) if self.said else []

    @property
    def audio(self) -> list[str]:
        return list(self.said.get("audio", [])) if self.said else []

    @property
    def shown(self) -> list[list[str]]:
        """Return the lines on the screen: USSD and calls have only what was said last."""
        if self.is_session:
            return [line for line in self.lines if line[0] == "they"][-1:]
        return self.lines[-ON_THE_SCREEN:]

    def write(self, whose: str, text: str, language: str = "") -> None:
        self.lines = [*self.lines, [whose, text, language]][-MOST_LINES:]

    def hear(self, said: Said | None) -> None:
        if said is None:
            if self.is_session:
                self.said = None
            return
        self.said = asdict(said)
        self.write("they", said.text, said.language)

    def words_for(self, text: str) -> str:
        """Return what a pressed button says; its code is for programs."""
        return next((one["label"] for one in self.choices if one["code"] == text), text)


def phones_of(request: HttpRequest) -> list[Phone]:
    """Return this browser's phones, with what has been sent to them meanwhile."""
    found = [Phone(**one) for one in request.session.get(_KEY, [])]
    for phone in found:
        number_id = numbers.find(phone.address)
        if number_id is None:
            continue
        channel = simulated_channel(Medium(phone.medium))
        sent = Shown.objects.filter(channel=channel, number=number_id).order_by("-at")[:MOST_LINES]
        for one in reversed(sent):
            if one.key not in phone.seen:
                phone.seen = [*phone.seen, one.key][-2 * MOST_LINES :]
                said = dict(one.said)
                phone.said = said
                phone.write("they", said.get("text", ""), said.get("language", ""))
    return found


def save(request: HttpRequest, phones: list[Phone]) -> None:
    request.session[_KEY] = [asdict(one) for one in phones][-MOST_PHONES:]


def new_phone(medium: Medium) -> Phone:
    """Return a phone with a made-up number, of a range that is never given to anybody."""
    digits = secrets.randbelow(10**6)
    return Phone(secrets.token_hex(4), medium.value, f"+99900{digits:06d}")


def event_of(phone: Phone, what: str) -> Event:
    """Return what pressing a button of the phone is."""
    if what == "open":
        return Event.OPENED
    if what == "silence":
        return Event.SILENCE
    return Event.ENDED if what == "hang-up" else Event.ANSWER

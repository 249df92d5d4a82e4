"""Who may try talks, and where a provider's call leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kazi.accounts.actors import Actor, require_role
from kazi.accounts.models import Role
from kazi.channels.access.channels import called_channel
from kazi.channels.models import Channel
from kazi.channels.rules.wire import Medium
from kazi.channels.services.connecting import values_of
from kazi.conversations.models import Reception
from kazi.conversations.rules.turns import Line
from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import acting_for

Opening = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Called:
    """A channel as a call to it needs it.  `values` are its settings and secrets; `usual` what it begins."""

    channel_id: int
    org_id: int
    provider: str
    medium: Medium
    line: Line
    is_enabled: bool = True
    usual: Opening | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def called(path: str) -> Called:
    """Return the channel with this secret path; raise NotFound for an unknown one.

    Remembered for some seconds: it is asked for with every message.
    """
    return _called(path)


def as_called(channel: Channel) -> Called:
    """Return a channel as a call to it needs it; inside `acting_for` its organisation."""
    reception = Reception.objects.filter(channel=channel).first()
    languages = tuple(reception.languages) if reception and reception.languages else ("en",)
    values = dict(values_of(channel))
    if reception and reception.calls_back:
        values["calls_back"] = "1"
    medium = Medium(channel.medium)
    usual = (reception.script, dict(reception.state)) if reception and reception.script else None
    return Called(
        channel.pk,
        channel.org_id,
        channel.provider,
        medium,
        Line(medium, languages),
        channel.is_enabled,
        usual,
        values,
    )


def simulating(actor: Actor) -> None:
    """Raise Forbidden unless the actor may try talks: managers may."""
    require_role(actor, Role.MANAGER)


def _find(path: str) -> Called:
    channel = called_channel(path)
    with acting_for(channel.org_id):
        return as_called(channel)


_called: Recall[str, Called] = Recall(_find, seconds=5, most=1_000)

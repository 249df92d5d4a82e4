"""Connect a channel, change it, keep its secrets.

Secrets are closed with VAULT_KEY for this very row: copied to another row they do not open.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kazi.channels.access.channels import hash_of
from kazi.channels.events import ChannelChanged, ChannelConnected
from kazi.channels.models import Channel
from kazi.channels.rules.providers import HOOKS, PROVIDERS
from kazi.channels.rules.sealing import CannotOpen, seal, unseal
from kazi.channels.rules.wire import Medium
from kazi.channels.vault import keys
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.tenancy import acting_for, all_tenants

PATH = "path"  # The secret path is kept with the secrets; nobody but its owner reads it again.


@dataclass(frozen=True, slots=True)
class Draft:
    """What a manager typed.  `values` has the provider's fields by name, secrets among them."""

    provider: str
    medium: str
    name: str
    country: str = ""
    sender: str = ""
    values: dict[str, str] = field(default_factory=dict)
    per_second: float | None = None
    opens_at: time = time(10)
    closes_at: time = time(20)
    is_enabled: bool = True


def connect(draft: Draft, actor_id: int | None = None) -> Channel:
    """Make a channel of the organisation that is acted for; raise Refused for what is missing."""
    said = _checked(draft)
    provider = PROVIDERS[draft.provider]
    missing = [name for name, asked in provider.fields.items() if asked.is_needed and not said.get(name)]
    if missing:
        raise Refused(_("Fill in: %(names)s.") % {"names": _labels(draft.provider, missing)})
    path = secrets.token_urlsafe(24)
    try:
        with transaction.atomic():
            channel = Channel.objects.create(
                provider=draft.provider, medium=draft.medium, path_hash=hash_of(path), **_plain(draft, said)
            )
            _close(channel, {PATH: path} | {name: said[name] for name in provider.secrets if said.get(name)})
            channel.save(update_fields=["sealed", "key"])
            told = ChannelConnected(str(channel.pk), channel.provider, channel.medium)
            record(told, actor_id=actor_id)
    except IntegrityError as error:
        raise Conflict(_("There is a channel of this name already. Choose another one.")) from error
    return channel


def change(channel: Channel, draft: Draft, actor_id: int | None = None) -> Channel:
    """Change a channel; a secret that is left empty stays as it is.  Provider and medium are for good."""
    said = _checked(draft)
    kept = open_secrets(channel)
    new = {name: said[name] for name in channel.asks_for if said.get(name)}
    for name, value in _plain(draft, said).items():
        setattr(channel, name, value)
    _close(channel, kept | new)
    try:
        with transaction.atomic():
            channel.save()
            what = "secrets" if new else "settings"
            record(ChannelChanged(str(channel.pk), what), actor_id=actor_id)
    except IntegrityError as error:
        raise Conflict(_("There is a channel of this name already. Choose another one.")) from error
    return channel


def new_path(channel: Channel, actor_id: int | None = None) -> Channel:
    """Give the channel a new secret path; the old one answers 404 from now on."""
    path = secrets.token_urlsafe(24)
    channel.path_hash = hash_of(path)
    _close(channel, open_secrets(channel) | {PATH: path})
    with transaction.atomic():
        channel.save(update_fields=["path_hash", "sealed", "key"])
        record(ChannelChanged(str(channel.pk), "path"), actor_id=actor_id)
    return channel


def open_secrets(channel: Channel) -> dict[str, str]:
    """Return the channel's secrets by name, for its provider's folder.

    Raises Refused when they were closed with another VAULT_KEY.
    """
    if channel.sealed is None:
        return {}
    try:
        text = unseal(keys.every_key(), bytes(channel.sealed), _place(channel))
    except CannotOpen as error:
        raise Refused(
            _("The secrets of %(channel)s were closed with another VAULT_KEY. Type them again.")
            % {"channel": channel.name}
        ) from error
    opened: dict[str, str] = json.loads(text)
    return opened


def values_of(channel: Channel) -> dict[str, str]:
    """Return every setting of the channel, secrets too, with the usual value where none was given."""
    usual = {name: asked.usual for name, asked in PROVIDERS[channel.provider].fields.items()}
    given = {name: value for name, value in channel.settings.items() if value}
    return usual | given | {name: value for name, value in open_secrets(channel).items() if name != PATH}


def hook_addresses(channel: Channel, site: str) -> list[tuple[str, str]]:
    """Return what to paste at the provider: where it asks for it, and our secret address."""
    path = open_secrets(channel).get(PATH, "")
    return [
        (hook.where, f"{site}/{HOOKS}/{path}/{hook.what}")
        for hook in PROVIDERS[channel.provider].hooks
        if Medium(channel.medium) in hook.media
    ]


def close_anew(channel: Channel) -> bool:
    """Close the secrets with the newest key; False where they were, or where no key opens them."""
    if channel.sealed is None or channel.key == keys.newest().name:
        return False
    try:
        opened = open_secrets(channel)
    except Refused:
        return False
    _close(channel, opened)
    channel.save(update_fields=["sealed", "key"])
    return True


def close_all_anew() -> tuple[int, int]:
    """Close the secrets of every channel with the newest key; return how many, and how many do not open."""
    newest, done, lost = keys.newest().name, 0, 0
    for channel in all_tenants(Channel).exclude(key=newest).exclude(sealed=None):
        with acting_for(channel.org_id):
            anew = close_anew(channel)
        done, lost = done + anew, lost + (not anew)
    return done, lost


def _checked(draft: Draft) -> dict[str, str]:
    provider = PROVIDERS.get(draft.provider)
    if provider is None or draft.medium not in provider.media:
        raise Refused(_("This provider does not offer that."))
    if not draft.name.strip():
        raise Refused(_("Give the channel a name."))
    if draft.opens_at >= draft.closes_at:
        raise Refused(_("Messages are sent from an earlier to a later hour of the same day."))
    said = {name: draft.values.get(name, "").strip() for name in provider.fields}
    for name, value in said.items():
        if name.endswith("_url") and value and not value.startswith(("https://", "http://")):
            raise Refused(_("%(field)s begins with https://.") % {"field": _labels(draft.provider, [name])})
    return said


def _plain(draft: Draft, said: dict[str, str]) -> dict[str, Any]:
    provider = PROVIDERS[draft.provider]
    return {
        "name": draft.name.strip(),
        "country": draft.country.strip().upper(),
        "sender": draft.sender.strip(),
        "settings": {name: value for name, value in said.items() if value and name not in provider.secrets},
        "per_second": draft.per_second or provider.per_second,
        "opens_at": draft.opens_at,
        "closes_at": draft.closes_at,
        "is_enabled": draft.is_enabled,
    }


def _labels(provider: str, names: list[str]) -> str:
    return ", ".join(_(PROVIDERS[provider].fields[name].label) for name in names)


def _close(channel: Channel, opened: dict[str, str]) -> None:
    key = keys.newest()
    channel.sealed = seal(key, json.dumps(opened).encode(), _place(channel))
    channel.key = key.name


def _place(channel: Channel) -> bytes:
    return f"channel:{channel.pk}".encode()

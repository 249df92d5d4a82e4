"""Channels of the simulator: one for each medium, made when somebody tries it for the first time."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kazi.channels.models import Channel
from kazi.channels.rules.wire import Medium
from kazi.channels.services.connecting import Draft, connect
from kazi.conversations.models import Reception
from kazi.conversations.scripts import TRYING

MEDIA = (Medium.USSD, Medium.SMS, Medium.VOICE, Medium.WHATSAPP, Medium.TELEGRAM, Medium.WEB)


@transaction.atomic
def simulated_channel(medium: Medium) -> Channel:
    """Return the organisation's simulated channel of this medium; a second call returns the first."""
    channel = Channel.objects.filter(provider=Channel.Provider.SIMULATOR, medium=medium.value).first()
    if channel is None:
        name = _("Simulator: %(medium)s") % {"medium": Channel.By(medium.value).label}
        channel = connect(Draft(Channel.Provider.SIMULATOR, medium.value, name, sender="21512"))
    Reception.objects.get_or_create(
        channel=channel,
        defaults={"languages": [code for code, _name in settings.LANGUAGES], "script": TRYING},
    )
    return channel

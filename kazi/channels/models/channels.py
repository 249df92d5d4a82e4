"""How an organisation reaches people: one row for each line that a provider of messages gave it."""

from __future__ import annotations

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.channels.rules.providers import PROVIDERS
from kazi.channels.rules.wire import Medium
from kazi.kernel.tenancy import TenantModel


class Channel(TenantModel):
    """One line: a short code, a number, a bot, a mail address.

    `settings` are plain values; `sealed` holds its secrets (see services.connecting), and `path_hash`
    finds the channel that a provider's call to our address is for.  Messages leave between `opens_at` and
    `closes_at` in the time zone of whoever gets them, at most `per_second` of them from all senders.
    """

    class Provider(models.TextChoices):
        AFRICASTALKING = "africastalking", _("Africa's Talking")
        TWILIO = "twilio", _("Twilio and work-alikes")
        WHATSAPP = "whatsapp", _("WhatsApp Cloud")
        TELEGRAM = "telegram", _("Telegram")
        EXTERNAL = "external", _("RapidPro External")
        KANNEL = "kannel", _("Kannel")
        EMAIL = "email", _("E-mail")
        SIMULATOR = "simulator", _("Simulator")

    class By(models.TextChoices):
        SMS = Medium.SMS.value, _("SMS")
        USSD = Medium.USSD.value, _("USSD")
        VOICE = Medium.VOICE.value, _("Voice")
        WHATSAPP = Medium.WHATSAPP.value, _("WhatsApp")
        TELEGRAM = Medium.TELEGRAM.value, _("Telegram")
        EMAIL = Medium.EMAIL.value, _("E-mail")
        WEB = Medium.WEB.value, _("Web")

    provider = models.CharField(max_length=16, choices=Provider)
    medium = models.CharField(max_length=10, choices=By)
    name = models.CharField(_("name"), max_length=80)
    country = models.CharField(_("country"), max_length=2, blank=True)
    sender = models.CharField(_("sender"), max_length=120, blank=True)
    settings = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    key = models.CharField(max_length=8, blank=True)
    path_hash = models.CharField(max_length=64, unique=True, editable=False)
    per_second = models.FloatField(
        _("messages a second"), default=10, validators=[MinValueValidator(0.01), MaxValueValidator(10_000)]
    )
    opens_at = models.TimeField(_("send from"), default=time(10))
    closes_at = models.TimeField(_("send until"), default=time(20))
    is_enabled = models.BooleanField(_("in use"), default=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="one_channel_of_a_name"),
            models.CheckConstraint(condition=Q(per_second__gt=0), name="channel_sends_at_all"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")), name="channel_opens_before_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The names of the secrets that this provider needs."""
        return PROVIDERS[self.provider].secrets

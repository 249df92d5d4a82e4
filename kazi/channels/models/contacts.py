"""People who may be asked: by the id of their number, and whether they said STOP.

A contact needs no place at an employer on Kazi.  No row here says who answered what, or whether.  What
somebody has agreed to is theirs to say and stands in one place only: `conversations.models.Decision`.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.channels.models.channels import Channel
from kazi.kernel.tenancy import TenantModel


class Contact(TenantModel):
    """One number on an organisation's list; `number` is the id that the vault gave it."""

    number = models.UUIDField()
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    site = models.CharField(_("site"), max_length=80, blank=True)
    stratum = models.CharField(_("stratum"), max_length=80, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        # The number leads: it is looked for in every organisation before it leaves the vault.
        constraints = [models.UniqueConstraint(fields=["number", "org"], name="one_contact_of_a_number")]
        indexes = [models.Index(fields=["org", "site", "stratum"], name="contact_by_site")]

    def __str__(self) -> str:
        return str(self.number)


class Stop(TenantModel):
    """A number that wants nothing more on this channel; START deletes the row."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="stops")
    number = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "channel"], name="one_stop_of_a_number")]

    def __str__(self) -> str:
        return str(self.number)


class LastHeard(TenantModel):
    """When somebody last wrote on a channel that allows free words only for a day after (WhatsApp)."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    number = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "channel"], name="one_last_word")]
        verbose_name_plural = "last heard"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

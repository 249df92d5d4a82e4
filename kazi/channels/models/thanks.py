"""Airtime as thanks: what may be spent, and each sum that was promised."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.channels.models.channels import Channel
from kazi.channels.models.outgoing import MOST_KEY
from kazi.kernel.tenancy import TenantModel


class Purse(TenantModel):
    """What may be spent on thanks in one currency, for one campaign (`name`) or, with "", for all together.

    The constraint holds the cap whatever runs at the same time.
    """

    name = models.CharField(max_length=MOST_KEY, blank=True)
    currency = models.CharField(max_length=3)
    cap_minor = models.PositiveBigIntegerField()
    spent_minor = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "name", "currency"], name="one_purse"),
            models.CheckConstraint(condition=Q(spent_minor__lte=F("cap_minor")), name="purse_not_overdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.spent_minor}/{self.cap_minor} {self.currency}"


class Thanks(TenantModel):
    """One sum of airtime for one number.  No organisation thanks twice for one `key`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused")
        UNCLEAR = "unclear", _("Unclear: look at the provider's list before it is sent again")

    key = models.CharField(max_length=MOST_KEY)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    purse = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="thanks")
    number = models.UUIDField()
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)
    ref = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "key"], name="thanked_once")]
        indexes = [
            models.Index(fields=["state", "due_at"], name="thanks_due"),
            models.Index(fields=["number"], name="thanks_number"),
        ]
        verbose_name_plural = "thanks"

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"

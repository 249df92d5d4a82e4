"""Airtime as thanks for everybody whom a campaign has asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.channels.models import Channel
from kazi.kernel.tenancy import TenantModel
from kazi.voice.models.campaigns import Campaign


class CampaignThanks(TenantModel):
    """What each person gets whom a campaign has asked, answered or not, once it has ended.

    `amount_minor` is in hundredths of the currency.  `thanked_to` is the last invitation that was gone
    through.  Nothing here, and nothing that comes of it, depends on an answer.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="thanks")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)
    amount_minor = models.PositiveIntegerField()
    thanked_to = models.BigIntegerField(default=0)
    is_spent = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "campaign thanks"
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="campaign_thanks_with_something")
        ]

    def __str__(self) -> str:
        return f"thanks of campaign {self.campaign_id}"

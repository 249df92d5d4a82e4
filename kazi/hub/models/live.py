"""Figures from a provider's own records here: which it agreed to show, and the copies that are public."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kazi.hub.models.profiles import PublicProfile
from kazi.kernel.tenancy import TenantModel


class LiveChoice(TenantModel):
    """The provider agreed that this figure is shown; the row is gone when it no longer does."""

    code = models.CharField(max_length=20)
    agreed_at = models.DateTimeField(auto_now_add=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="agreed_once")]

    def __str__(self) -> str:
        return self.code


class PublicLiveFigure(models.Model):
    """A copy for everybody: rounded, never of a small group.  `low` and `high` are at 90 %."""

    profile = models.ForeignKey(PublicProfile, on_delete=models.CASCADE, related_name="live")
    code = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=12, decimal_places=1)
    low = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    high = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    n = models.PositiveBigIntegerField()
    as_of = models.DateField()
    shown_since = models.DateField()
    method = models.CharField(max_length=500)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["profile", "code"], name="one_live_figure")]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"

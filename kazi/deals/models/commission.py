"""What the hub takes of deals: a percentage for a span of days, written by the hub, read by everybody."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership


class Commission(models.Model):
    """From `since` to `until` (both inclusive) providers pay `percent` of what they invoice.

    No row, no commission.  It belongs to no tenant: it is declared on every page where it applies.
    """

    percent = models.DecimalField(_("percent of the invoiced sum"), max_digits=5, decimal_places=2)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("what it pays for"), max_length=300)
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=50), name="commission_is_a_share"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="commission_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % from {self.since}"

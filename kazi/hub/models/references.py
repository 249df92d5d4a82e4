"""What clients said when a deal was done: copies, made by the deal itself and with consent."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Organisation


class PublishedReference(models.Model):
    """One closed deal as its client lets everybody see it.

    There is no form for it: the only way in is `services.references.publish_reference`, called when
    a deal is closed, so one without a deal cannot exist.  It belongs to the provider's name and
    not to its profile: taking the profile off the hub and back does not lose it.
    """

    provider = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    deal_ref = models.CharField(max_length=64, unique=True)
    client_name = models.CharField(max_length=200, blank=True)  # Empty: the client is not named.
    client_country = models.CharField(max_length=2, blank=True)
    consented_at = models.DateTimeField()
    service = models.CharField(max_length=20)
    began_on = models.DateField()
    ended_on = models.DateField()
    units = models.PositiveBigIntegerField()
    unit = models.CharField(max_length=40)
    accuracy = models.DecimalField(
        max_digits=4, decimal_places=3, null=True
    )  # Share of right fields, 0 to 1.
    rating = models.PositiveSmallIntegerField(
        null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    words = models.TextField(max_length=2000, blank=True)
    reply = models.TextField(_("Your reply"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-ended_on", "pk"]
        indexes = [models.Index(fields=["provider", "-ended_on"], name="reference_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(deal_ref=""), name="a_reference_has_a_deal"),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("began_on")), name="reference_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="rating_of_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(accuracy=None) | Q(accuracy__gte=0, accuracy__lte=1), name="accuracy_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"reference {self.deal_ref}"

"""Where a provider's people work, and who supported it with money or time."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kazi.hub.models.profiles import Place, ProviderProfile, PublicProfile, PublicRow
from kazi.kernel.tenancy import TenantModel


class SiteSaid(models.Model):
    """One place: the same fields in the draft and in the published copy."""

    town = models.CharField(_("Town"), max_length=100)
    country = models.CharField(_("Country"), max_length=2)
    kind = models.CharField(_("How people work there"), max_length=6, choices=Place, default=Place.CENTRE)
    seats = models.PositiveIntegerField(
        _("Seats"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1_000_000)],
        help_text=_("How many people can work there at the same time."),
    )
    since = models.PositiveSmallIntegerField(
        _("Since"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1950), MaxValueValidator(2100)],
        help_text=_("The year, such as 2016."),
    )

    class Meta:
        abstract = True


class Site(SiteSaid, TenantModel):
    profile = models.ForeignKey(ProviderProfile, on_delete=models.CASCADE, related_name="places")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.town


class PublicSite(SiteSaid, PublicRow):
    profile = models.ForeignKey(PublicProfile, on_delete=models.CASCADE, related_name="places")

    def __str__(self) -> str:
        return self.town


class SupportSaid(models.Model):
    """Money, time or rooms that somebody gave: the same fields in the draft and in the copy."""

    class Kind(models.TextChoices):
        INTERIM = "interim", _("Interim support: lives partly from donors until its work carries it")
        GRANT = "grant", _("A grant")
        LOAN = "loan", _("A loan at better terms than a bank's")
        TRAINING = "training", _("Training or advice")
        SALES = "sales", _("Help with sales")
        PLACE = "place", _("Rooms or equipment")

    who = models.CharField(_("Who supports you"), max_length=200)
    kind = models.CharField(_("With what"), max_length=10, choices=Kind, default=Kind.GRANT)
    began_on = models.DateField(_("From"))
    ended_on = models.DateField(_("Until"), null=True, blank=True, help_text=_("Empty while it goes on."))
    note = models.CharField(_("What it is for"), max_length=300, blank=True)

    class Meta:
        abstract = True


class Support(SupportSaid, TenantModel):
    profile = models.ForeignKey(ProviderProfile, on_delete=models.CASCADE, related_name="supports")

    class Meta:
        ordering = ["-began_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")),
                name="support_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return self.who


class PublicSupport(SupportSaid, PublicRow):
    profile = models.ForeignKey(PublicProfile, on_delete=models.CASCADE, related_name="supports")

    class Meta:
        ordering = ["-began_on", "ref"]

    def __str__(self) -> str:
        return self.who

"""The people who do the work, the teams they work in, and what wages are measured against."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.kernel.tenancy import TenantModel


class Team(TenantModel):
    """A group of workers with one or more leads; a lead sees the teams they lead."""

    name = models.CharField(max_length=100)
    leads = models.ManyToManyField(Membership, related_name="leads_teams", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="one_team_name")]

    def __str__(self) -> str:
        return self.name


class Worker(TenantModel):
    """One person working for one provider."""

    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="worker")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="workers")
    joined_on = models.DateField()
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.membership.person)


class WageBenchmark(models.Model):
    """What a place's wage was on a day, by whom, and under which licence.  It belongs to nobody's rows.

    `amount` is for a `period` in which `hours` are worked.
    """

    class Method(models.TextChoices):
        ANKER = "anker", _("living wage, Anker method")
        WAGEINDICATOR = "wageindicator", _("living wage, WageIndicator")
        OTHER_LIVING = "other-living-wage", _("living wage, another method")
        MINIMUM = "minimum-wage", _("minimum wage")
        MARKET = "market", _("market wage")

    country = models.CharField(max_length=2)
    region = models.CharField(max_length=100, blank=True)
    method = models.CharField(max_length=20, choices=Method)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    period = models.CharField(max_length=5)
    hours = models.DecimalField(max_digits=8, decimal_places=2)
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    url = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "region", "method", "as_of", "source"], name="one_wage_per_day_and_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.as_of}: {self.amount} {self.currency}"

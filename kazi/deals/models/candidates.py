"""What the formula knows of providers: published copies, which belong to nobody's rows."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kazi.accounts.models import Organisation
from kazi.kernel.tenancy import TenantModel


class Candidate(models.Model):
    """A published provider as the formula sees it.  Pairs `_n`, `_x` are a count and a mean.

    Nothing here can be bought: no field of this table has to do with what a provider pays us, and a
    test keeps it so.
    """

    provider = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    country = models.CharField(max_length=2, blank=True)
    is_demo = models.BooleanField(default=False)
    skills = models.JSONField(default=dict)  # code -> credential, deal or claim
    languages = models.JSONField(default=list)
    security = models.JSONField(default=list)
    capacity = models.PositiveIntegerField(null=True)
    size = models.CharField(max_length=10, default="unknown")
    on_time_n = models.PositiveIntegerField(default=0)
    on_time_x = models.FloatField(default=0)
    accepted_n = models.PositiveIntegerField(default=0)
    accepted_x = models.FloatField(default=0)
    answer_n = models.PositiveIntegerField(default=0)
    answer_hours = models.FloatField(default=0)
    impact = models.CharField(max_length=10, blank=True)  # audited, reviewed, declared
    impact_ratio = models.FloatField(null=True)
    certificate_until = models.DateField(null=True)
    prices = models.JSONField(default=list)  # [service, unit, currency, price as a decimal string]
    refreshed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class PricePoint(TenantModel):
    """What a provider usually asks for one unit of a service; stated by itself, and published."""

    service = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    price = models.DecimalField(max_digits=18, decimal_places=6)
    currency = models.CharField(max_length=3)
    stated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "service", "unit"], name="one_price_per_unit")]

    def __str__(self) -> str:
        return f"{self.price} {self.currency} a {self.unit}"


class MonthMeans(models.Model):
    """The means to which little evidence is drawn, fixed for a month."""

    month = models.DateField(unique=True)
    on_time = models.FloatField()
    on_time_n = models.PositiveIntegerField()
    accepted = models.FloatField()
    accepted_n = models.PositiveIntegerField()
    answer_hours = models.FloatField()
    answer_n = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Shortlist(models.Model):
    """That a shortlist was made for a deal, once for each deal, and how near it was to score order."""

    deal = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    listed = models.PositiveIntegerField()
    ndcg = models.FloatField()

    def __str__(self) -> str:
        return self.deal


class Shown(models.Model):
    """One provider in one shortlist: the score it had and the attention its place got."""

    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, related_name="places")
    provider = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    size = models.CharField(max_length=10)
    rank = models.PositiveIntegerField()
    by_score = models.PositiveIntegerField()
    score = models.FloatField()
    exposure = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shortlist", "provider"], name="shown_once_per_deal")]

    def __str__(self) -> str:
        return f"{self.provider_id} at {self.rank}"

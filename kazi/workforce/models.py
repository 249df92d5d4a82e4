"""The people who do the work, and the teams they work in."""

from __future__ import annotations

from django.db import models

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

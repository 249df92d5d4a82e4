"""What people can do, and who said so."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kazi.accounts.models import Membership
from kazi.kernel.tenancy import TenantModel


class Skill(TenantModel):
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="one_skill_code")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Award(TenantModel):
    """This person has this skill, as somebody vouches.  An award is ended, never deleted."""

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="awards")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="awards")
    awarded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    awarded_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["skill", "membership"],
                condition=Q(ended_at=None),
                name="one_current_award",
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill}: {self.membership_id}"

"""Grievance cases: rows of the helpline's own organisation, never of an employer.

The employer reads a `Notice` and nothing else: the text that the officer wrote for it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Organisation
from kazi.care.models.referrals import Slip
from kazi.care.rules.cases import Stage
from kazi.files.models import StoredFile
from kazi.kernel.sharing import SharedModel
from kazi.kernel.tenancy import TenantManager, TenantModel

STAGES = [
    (Stage.HELD, _("Held until another reports the same")),
    (Stage.RECEIVED, _("Received")),
    (Stage.TALKING, _("Being talked over")),
    (Stage.WITH_EMPLOYER, _("With the employer")),
    (Stage.REPLIED, _("The employer has replied")),
    (Stage.RESOLVED, _("Resolved, and confirmed by who complained")),
    (Stage.ESCALATED, _("Taken outside the organisation")),
    (Stage.CLOSED, _("Closed")),
]


class Kind(models.TextChoices):
    PAY = "pay", _("Pay and hours")
    SAFETY = "safety", _("Danger to life or health")
    HARASSMENT = "harassment", _("Harassment or violence")
    UNFAIR = "unfair", _("Unfair treatment")
    CHILDREN = "children", _("Children at work, forced work")
    OTHER = "other", _("Something else")


class Notice(SharedModel):
    """What the employer (`shared_with`) is told, and what it replies.  Its dates are weeks, no days."""

    text = models.TextField(max_length=5000)
    week = models.DateField()
    reply = models.TextField(max_length=5000, blank=True)
    replied_week = models.DateField(null=True)

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Case(TenantModel, Slip):
    """One complaint.  `told` is sealed; nobody knows who told it, and the code and PIN are theirs."""

    kind = models.CharField(max_length=12, choices=Kind)
    employer = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10, blank=True)
    told = models.TextField(blank=True)
    stage = models.CharField(max_length=14, choices=STAGES)
    stage_since = models.DateField()
    due_on = models.DateField(null=True)
    opened_on = models.DateField()
    matter_hash = models.CharField(max_length=64, blank=True)
    is_urgent = models.BooleanField(default=False)
    safe_to_talk = models.CharField(max_length=300, blank=True)
    notice = models.OneToOneField(Notice, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed = models.BooleanField(null=True)
    watch_from = models.DateField(null=True)
    watched_days = models.PositiveSmallIntegerField(default=0)
    retaliation = models.BooleanField(default=False)
    outside = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects: ClassVar[TenantManager[Any]] = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "due_on"], name="case_due"),
            models.Index(fields=["org", "matter_hash"], name="case_same_matter"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseMessage(TenantModel):
    """One message between who complained and the officer, sealed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    from_officer = models.BooleanField()
    text = models.TextField()
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"message {self.pk}"


class CaseStage(TenantModel):
    """A stage that a case has left, and after how many days: for the live figures, and no more."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=14)
    days = models.PositiveIntegerField()
    in_time = models.BooleanField(default=True)
    left_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.stage}: {self.days} days"

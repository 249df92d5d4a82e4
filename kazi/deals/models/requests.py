"""What buyers ask for: requests, whom they invite, their files, questions and answers."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.deals.models.amounts import amount_of
from kazi.deals.rules.work import Work
from kazi.files.models import StoredFile
from kazi.kernel.sharing import SharedModel
from kazi.kernel.tenancy import TenantModel


class Request(TenantModel):
    """Work that a buyer wants done.  A draft until it is sent to providers.

    `quality` is the share of right fields, 0 to 1; the budget is for all of the work.  `site` is the
    address under which the buyer works with us, for links in letters.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open for proposals")
        CLOSED = "closed", _("Being decided")
        AWARDED = "awarded", _("Awarded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Mode(models.TextChoices):
        CHOSEN = "chosen", _("Only the providers I invite")
        OPEN = "open", _("Every provider here")

    once = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=200)
    service = models.CharField(_("service"), max_length=40)
    task_type = models.CharField(max_length=80, blank=True)
    description = models.TextField(max_length=8000)
    volume = models.PositiveIntegerField()
    unit = models.CharField(max_length=40)
    finish_by = models.DateField(null=True)
    languages = models.JSONField(default=list)
    quality = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    security = models.JSONField(default=list)
    budget_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="USD")
    countries = models.JSONField(default=list)
    least_people = models.PositiveIntegerField(default=0)
    certified_only = models.BooleanField(default=False)
    sample_units = models.PositiveIntegerField(null=True)
    sample_minutes = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.CHOSEN)
    proposals_until = models.DateTimeField(null=True)
    questions_until = models.DateTimeField(null=True)
    nda_required = models.BooleanField(default=False)
    nda_text = models.TextField(blank=True)
    is_public = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    sealed_key = models.BinaryField(null=True, editable=False)
    site = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "once"], name="one_deal_request_per_form")]
        indexes = [
            models.Index(fields=["org", "-made_at"], name="deal_request_newest"),
            models.Index(
                fields=["proposals_until"], condition=models.Q(state="open"), name="deal_request_to_open"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def work(self) -> Work:
        """Return what is asked as plain values, as the formula takes them."""
        return Work(
            title=self.title,
            service=self.service,
            description=self.description,
            volume=self.volume,
            unit=self.unit,
            task_type=self.task_type,
            finish_by=self.finish_by,
            languages=tuple(self.languages),
            quality=self.quality,
            security=tuple(self.security),
            budget=None if self.budget_minor is None else amount_of(self.budget_minor, self.currency),
            currency=self.currency,
            countries=tuple(self.countries),
            least_people=self.least_people,
            certified_only=self.certified_only,
            sample_units=self.sample_units,
            sample_minutes=None if self.sample_minutes is None else Decimal(self.sample_minutes),
        )


class Invited(SharedModel):
    """A provider that a buyer asked for a proposal: the buyer's row, which the provider may read."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="invited")
    invited_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)  # The first word of the provider, yes or no.
    declined_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "shared_with"], name="one_invitation_per_provider")
        ]

    def __str__(self) -> str:
        return f"{self.shared_with_id} for request {self.request_id}"


class RequestFile(TenantModel):
    """A file of the buyer; where a non-disclosure agreement is asked for, only behind it."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "file"], name="one_request_file")]

    def __str__(self) -> str:
        return self.name


class NdaClick(SharedModel):
    """A provider's promise of silence: who, when, and the hash of the text that was on the page."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    person = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "owner"], name="one_nda_per_provider")]

    def __str__(self) -> str:
        return f"{self.name} for request {self.request_id}"


class Question(SharedModel):
    """A provider's question.  The answer goes to all; only the hub's journal knows who asked."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=2000)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "owner", "text"], name="one_question_once")]

    def __str__(self) -> str:
        return f"question {self.pk}"


class LaterDeadline(TenantModel):
    """A deadline that was put off, and why.  Never put forward."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="later")
    before = models.DateTimeField()
    after = models.DateTimeField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"

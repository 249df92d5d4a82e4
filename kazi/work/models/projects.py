"""Projects, the files of tasks that clients sent, and the rows of these that were refused."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership, Organisation
from kazi.files.models import StoredFile
from kazi.kernel.tenancy import TenantModel
from kazi.kinds.models import TaskTypeVersion
from kazi.skills.models import Skill
from kazi.work import rules
from kazi.workforce.models import Team


class Project(TenantModel):
    """A piece of work for a client, done with one version of one task type."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Paused")
        FINISHED = "finished", _("Finished")

    class Method(models.TextChoices):
        SINGLE = "single", _("One person answers")
        DOUBLE = "double", _("Two people key blind, a third decides where they differ")
        VOTE = "vote", _("Several people answer, the majority decides")

    name = models.CharField(_("name"), max_length=200)
    task_type = models.ForeignKey(TaskTypeVersion, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    method = models.CharField(_("method"), max_length=10, choices=Method, default=Method.SINGLE)
    overlap = models.PositiveSmallIntegerField(
        _("people per task"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(rules.MOST_PEOPLE)],
    )
    priority = models.PositiveSmallIntegerField(_("priority"), default=5, validators=[MaxValueValidator(9)])
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    lease_minutes = models.PositiveSmallIntegerField(
        _("minutes for a task"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text=_("How long a worker keeps a task before it is offered to somebody else."),
    )
    rework_hours = models.PositiveSmallIntegerField(
        _("hours for rework"),
        default=24,
        help_text=_("How long a task that was sent back waits for the person who did it."),
    )
    review_percent = models.DecimalField(
        _("share reviewed, %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    review_first = models.PositiveSmallIntegerField(_("first answers of each worker reviewed"), default=0)
    rate_per_task = models.DecimalField(
        _("piece rate"),
        max_digits=18,
        decimal_places=6,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(max_length=3, default="USD")
    requires = models.ManyToManyField(Skill, blank=True, related_name="+")
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    is_practice = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(
        _("may disturb"),
        default=False,
        help_text=_("Pictures are blurred until the worker chooses to see them."),
    )
    note = models.TextField(_("note for workers"), blank=True)
    queue_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-priority", "deadline", "pk"]

    def __str__(self) -> str:
        return self.name


class Batch(TenantModel):
    """One file of tasks that a client sent.  `position` is how far the import has come."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Reading")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="batches")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    key_column = models.CharField(max_length=100, blank=True)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    position = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    ignored_columns = models.JSONField(default=list)  # Names of columns that the type does not ask for.
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class RefusedRow(TenantModel):
    """A row of a batch that was not taken, and why: a Fault, kept."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="refused_rows", db_index=False)
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            # An import that is taken up again after a crash writes the same fault once.
            models.UniqueConstraint(fields=["batch", "line", "field"], name="one_refusal_per_cell")
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.text}"

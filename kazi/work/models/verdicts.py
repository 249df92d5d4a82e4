"""What became of answers: reviews, results, concerns, and how fast the work goes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.kernel.tenancy import TenantModel
from kazi.work.models.projects import Project
from kazi.work.models.tasks import Answer, Seat, Task
from kazi.workforce.models import Worker


class Review(TenantModel):
    """A second look at a task's answer by a lead: it waits, is taken, and is decided once."""

    class Verdict(models.TextChoices):
        ACCEPT = "accept", _("Accepted")
        CORRECT = "correct", _("Corrected")
        SEND_BACK = "send_back", _("Sent back")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reviews")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="reviews")
    proposed = models.JSONField()
    agreement = models.FloatField(null=True)
    method = models.CharField(max_length=10)
    cause = models.CharField(max_length=20, default="sample")
    made_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    taken_until = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    value = models.JSONField(null=True)
    comment = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(verdict=""), name="one_open_review")
        ]
        indexes = [models.Index(fields=["org", "made_at"], condition=Q(verdict=""), name="to_review")]

    def __str__(self) -> str:
        return f"review of {self.task_id}"


class Result(TenantModel):
    """The settled answer of a task.  `version` counts how often it was settled anew."""

    class Method(models.TextChoices):
        SINGLE = "single", _("One answer")
        DOUBLE = "double", _("Two people agree")
        DECIDED = "decided", _("A third person decided")
        VOTE = "vote", _("Majority")
        REVIEW = "review", _("Reviewed")

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="result")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="results", db_index=False)
    version = models.PositiveSmallIntegerField(default=1)
    value = models.JSONField()
    agreement = models.FloatField(null=True)
    method = models.CharField(max_length=10, choices=Method)
    by = models.CharField(max_length=500)  # Pseudonyms, good for this project only.
    reviewed = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    settled_at = models.DateTimeField(default=timezone.now)
    delivered_version = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["project", "id"], name="result_of_project"),
            models.Index(
                fields=["project", "id"],
                condition=Q(delivered_version__lt=F("version")),
                name="result_to_deliver",
            ),
            models.Index(fields=["project", "settled_at"], name="result_latest"),
        ]

    def __str__(self) -> str:
        return f"result of {self.task_id}"


class Concern(TenantModel):
    """What a worker said about a task instead of, or before, answering: a question or a flag."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        UNCLEAR = "unclear", _("Unclear")
        DISTURBING = "disturbing", _("Disturbing")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="concerns")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="concerns")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="concerns")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    reply = models.CharField(max_length=2000, blank=True)
    replied_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "kind", "text"], name="one_concern_once")]

    def __str__(self) -> str:
        return f"{self.kind} about {self.task_id}"


class Pace(TenantModel):
    """How many answers a worker gave in a project in the quarter of an hour that begins at `at`.

    Counted anew from the answers as long as the quarter lasts, so boards need not read them all.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    answers = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "worker", "at"], name="one_pace_per_quarter")
        ]
        indexes = [
            models.Index(fields=["org", "at"], name="pace_newest"),
            models.Index(fields=["project", "at"], name="pace_of_project"),
            models.Index(fields=["worker", "at"], name="pace_of_worker"),
        ]

    def __str__(self) -> str:
        return f"{self.answers} by {self.worker_id} from {self.at:%H:%M}"

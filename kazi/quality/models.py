"""How good the work was: one mark for each answer that could be compared with something."""

from __future__ import annotations

from django.db import models

from kazi.kernel.tenancy import TenantModel
from kazi.work.models import Answer, Project
from kazi.workforce.models import Worker


class Mark(TenantModel):
    """How many fields of an answer are as in the settled result.

    Only answers with evidence have one: keyed twice, voted on or reviewed.  A worker's accuracy is
    the sum of `right` over the sum of `fields`.
    """

    class Evidence(models.TextChoices):
        PEERS = "peers", "Other workers"
        REVIEW = "review", "A reviewer"

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="mark")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="marks")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="marks")
    fields = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=10, choices=Evidence)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["worker", "at"], name="mark_of_worker"),
            models.Index(fields=["project", "at"], name="mark_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.right} of {self.fields}"

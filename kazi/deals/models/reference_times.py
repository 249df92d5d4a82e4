"""How long tasks took in finished projects: kept only where at least three providers did such work."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class ReferenceTime(models.Model):
    """Minutes of one person for one answer.  `task_type` "" is all of the service together."""

    service = models.CharField(max_length=40)
    task_type = models.CharField(max_length=80, blank=True)
    median_minutes = models.DecimalField(max_digits=9, decimal_places=4)
    p25_minutes = models.DecimalField(max_digits=9, decimal_places=4)
    p75_minutes = models.DecimalField(max_digits=9, decimal_places=4)
    answers = models.PositiveIntegerField()
    providers = models.PositiveIntegerField()
    refreshed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "task_type"], name="one_reference_time"),
            models.CheckConstraint(condition=models.Q(providers__gte=3), name="reference_of_three"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.task_type}: {self.median_minutes}"

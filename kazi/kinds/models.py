"""Task types as they were when a project took them: numbered versions that never change."""

from __future__ import annotations

from typing import Any

from django.db import models

from kazi.kernel.tenancy import TenantModel


class TaskTypeVersion(TenantModel):
    """One version of one task type: its YAML, as written, and what a list needs to show."""

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    source = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "name", "version"], name="one_type_version"),
            models.UniqueConstraint(fields=["org", "name", "sha256"], name="one_type_source"),
        ]
        ordering = ["name", "-version"]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RuntimeError("A version of a task type is never changed: make a new one.")
        super().save(*args, **kwargs)

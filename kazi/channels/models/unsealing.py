"""Two people open one number together."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kazi.kernel.tenancy import TenantModel


class Unsealing(TenantModel):
    """Somebody asks to see one number and says why; somebody else allows it; it is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.UUIDField()
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    allowed_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(allowed_by=None) | ~Q(allowed_by=F("asked_by")), name="unsealed_by_two"
            ),
            models.CheckConstraint(
                condition=Q(shown_at=None) | Q(allowed_at__isnull=False), name="unsealed_after_it_was_allowed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.asked_at:%Y-%m-%d})"

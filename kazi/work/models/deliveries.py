"""The client's side of a project: shared rows, and copies of results."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.kernel.sharing import SharedModel
from kazi.work.models.projects import Project
from kazi.work.models.verdicts import Result


class Delivery(SharedModel):
    """The client's window on one project: progress and copies of results, shared by two sides."""

    project_ref = models.BigIntegerField(unique=True)  # The owner's project; no key to follow.
    name = models.CharField(max_length=200)
    provider_name = models.CharField(max_length=200)
    task_type = models.CharField(max_length=80)
    task_type_version = models.PositiveIntegerField()
    type_source = models.TextField()
    state = models.CharField(max_length=10, choices=Project.State)
    deadline = models.DateTimeField(null=True)
    tasks = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)
    reviewed = models.PositiveIntegerField(default=0)
    reviewed_right = models.PositiveIntegerField(default=0)
    agreement = models.FloatField(null=True)
    eta_from = models.DateTimeField(null=True)
    eta_to = models.DateTimeField(null=True)
    parcels = models.PositiveIntegerField(default=0)  # Complete ones: what the client may see.
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Parcel(models.Model):
    """Results that were handed over together.  Reached through its delivery only.

    A large one is filled, and accepted, in chunks: `position` is the last result that was copied,
    `until` the last that belongs to it.
    """

    class State(models.TextChoices):
        FILLING = "filling", _("Being handed over")
        WAITING = "waiting", _("Waits for acceptance")
        ACCEPTING = "accepting", _("Being accepted")
        ACCEPTED = "accepted", _("Accepted")

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="parcel_set", db_index=False
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.FILLING)
    count = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    until = models.BigIntegerField()
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="one_parcel_per_number"),
            # Two managers who deliver at the same moment make one parcel.
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(state="filling"), name="one_parcel_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} parcel {self.number}"


class DeliveredResult(models.Model):
    """A copy of one settled result, as it was handed over.  Reached through its delivery only."""

    class State(models.TextChoices):
        DELIVERED = "delivered", _("Delivered")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        REPLACED = "replaced", _("Replaced by a newer version")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="results", db_index=False)
    parcel = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField()
    inputs = models.JSONField()
    files = models.JSONField(null=True)
    value = models.JSONField()
    agreement = models.FloatField(null=True)
    method = models.CharField(max_length=10, choices=Result.Method)
    by = models.CharField(max_length=500)
    reviewed = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    delivered_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.DELIVERED)
    reason = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    sent_back_at = models.DateTimeField(null=True)  # When the provider's task went out for rework.

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "key", "version"], name="one_copy_per_version")
        ]
        indexes = [
            models.Index(fields=["delivery", "state", "key"], name="copy_by_state"),
            models.Index(fields=["delivery", "parcel", "key"], name="copy_by_parcel"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

"""Messages on their way out, what providers report of them, and how fast a channel may send."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.channels.models.channels import Channel
from kazi.kernel.tenancy import TenantModel

ALWAYS: Final = datetime(9999, 1, 1, tzinfo=UTC)  # A window that does not close.
MOST_KEY: Final = 80


class Broadcast(TenantModel):
    """One text for many people.  `said` has it once for each language, not once for each person."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="broadcasts")
    key = models.CharField(max_length=MOST_KEY)
    said = models.JSONField()  # language -> the fields of rules.wire.Said
    language = models.CharField(max_length=10, default="en")  # For those whose own is not there.
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="one_broadcast_of_a_key")]

    def __str__(self) -> str:
        return self.key


class Outgoing(TenantModel):
    """One message to one number.  `key` is unique for the channel: whatever is queued twice is sent once.

    It leaves from `due_at` until `until`; past that it waits for the next day of whoever gets it.
    The words are forgotten once it has left or was given up, and the row of anything but a first message to
    many two weeks after (`services.forgetting`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")
        STOPPED = "stopped", _("Not wanted")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="outgoing", db_index=False)
    broadcast = models.ForeignKey(Broadcast, null=True, on_delete=models.PROTECT, db_index=False)
    number = models.UUIDField()
    key = models.CharField(max_length=MOST_KEY)
    language = models.CharField(max_length=10, default="en")
    zone = models.CharField(max_length=40, default="UTC")
    said = models.JSONField(null=True)
    priority = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(default=ALWAYS)
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)
    ref = models.CharField(max_length=80, null=True)  # noqa: DJ001 -- SQLite finds "not null" in its index.
    fate = models.PositiveSmallIntegerField(default=0)  # See rules.fates.
    reason = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="one_message_of_a_key")]
        indexes = [
            models.Index(
                fields=["channel", "priority", "due_at"], name="outgoing_due", condition=Q(state="waiting")
            ),
            models.Index(fields=["until"], name="outgoing_window", condition=Q(state="waiting")),
            models.Index(fields=["claimed_at"], name="outgoing_lost", condition=Q(state="sending")),
            models.Index(fields=["number"], name="outgoing_number", condition=Q(state="waiting")),
            models.Index(
                fields=["done_at"],
                name="outgoing_to_forget",
                condition=~Q(priority=1) & Q(done_at__isnull=False),
            ),
            models.Index(fields=["channel", "ref"], name="outgoing_ref", condition=Q(ref__isnull=False)),
        ]
        verbose_name_plural = "outgoing"

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"


class Allowance(models.Model):
    """How many messages a channel may send now; whoever sends takes from here, in every process.

    `at` is in seconds since 1970 by the database's clock, where it has one of its own.
    """

    channel = models.OneToOneField(
        Channel, primary_key=True, on_delete=models.CASCADE, related_name="allowance"
    )
    tokens = models.FloatField(default=0)
    at = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.tokens:.1f}"


class Report(models.Model):
    """One delivery report as it came: added in one statement, folded into its message by a job.

    One that came before its message's name was saved is kept and tried again for a day.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    ref = models.CharField(max_length=80)
    fate = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=120, blank=True)
    came_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="report_due")]

    def __str__(self) -> str:
        return self.ref


class Shown(TenantModel):
    """A message on the screen of a simulated phone."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="shown", db_index=False)
    number = models.UUIDField()
    key = models.CharField(max_length=MOST_KEY)
    said = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="shown_once")]
        indexes = [models.Index(fields=["channel", "number", "at"], name="shown_on_phone")]
        verbose_name_plural = "shown"

    def __str__(self) -> str:
        return self.key

"""What the two sides of a deal write to each other, with files."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.deals.models.agreements import Agreement
from kazi.files.models import StoredFile
from kazi.kernel.sharing import SharedModel


class Voice(models.TextChoices):
    PROVIDER = "provider", _("Provider")
    BUYER = "buyer", _("Buyer")
    HUB = "hub", _("Hub")


class Thread(SharedModel):
    """The letters of one deal.  Hub staff read and write only while both sides want them there."""

    agreement = models.OneToOneField(Agreement, null=True, on_delete=models.PROTECT, related_name="thread")
    title = models.CharField(max_length=200)
    hub_by_provider = models.BooleanField(default=False)
    hub_by_buyer = models.BooleanField(default=False)
    latest_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-latest_at"]

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """One letter.  Never changed.  Reached through its thread only."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages", db_index=False)
    once = models.UUIDField(default=uuid.uuid4, unique=True)
    voice = models.CharField(max_length=8, choices=Voice)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    text = models.TextField(max_length=20_000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["thread", "id"], name="message_of_thread")]

    def __str__(self) -> str:
        return f"{self.author_name}, {self.at:%Y-%m-%d %H:%M}"


class MessageFile(models.Model):
    """A file that came with a message.  `scanned`: a virus scanner looked at it and found nothing."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scanned = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class ReadMark(models.Model):
    """Up to which message a person has read a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    up_to = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "membership"], name="one_mark_per_reader")]

    def __str__(self) -> str:
        return f"{self.membership_id} to {self.up_to}"

"""Referrals and unmet needs.  No row here names a person, an account or an employer."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.care.models.directory import LocalService
from kazi.care.rules.referrals import State
from kazi.care.rules.slips import REF_LENGTH, new_code


class Slip(models.Model):
    """Something that opens with a code and a PIN: here are only hashes of both."""

    code_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=200)
    failures = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True


STATES = [
    (State.DRAFT, _("Not sent")),
    (State.CONSENTED, _("About to be sent")),
    (State.SENT, _("Sent")),
    (State.RECEIVED, _("Read by the service")),
    (State.ACCEPTED, _("Accepted")),
    (State.DECLINED, _("Declined")),
    (State.CONTACTED, _("They have been in touch")),
    (State.SERVED, _("Helped")),
    (State.NOT_SERVED, _("Not helped")),
    (State.WITHDRAWN, _("Taken back")),
    (State.EXPIRED, _("No answer in time")),
]


def new_ref() -> str:
    return new_code(REF_LENGTH)


class Referral(Slip):
    """Somebody asks a service for help.  `passed` is sealed: what they agreed to pass on, and no more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=12, unique=True, default=new_ref)  # What the service calls it.
    service = models.ForeignKey(LocalService, on_delete=models.PROTECT, related_name="referrals")
    need = models.CharField(max_length=20)
    town = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=State.DRAFT)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, blank=True)
    consent_version = models.PositiveSmallIntegerField(default=0)
    consent_fields = models.JSONField(default=list)
    passed = models.TextField(blank=True)
    way = models.TextField(blank=True)  # Sealed: to ask once whether it helped, with a consent of its own.
    confirmed = models.BooleanField(null=True)  # What the person said of *served*.
    answer_nonce = models.CharField(max_length=32, blank=True)  # Of the link in the service's letter.
    ended_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["service", "due_at"], name="referral_waiting"),
            models.Index(fields=["due_at"], name="referral_due", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return self.ref


class ReferralStep(models.Model):
    """One change of state: who said it (a side, never a person), and when."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10)
    by = models.CharField(max_length=8)
    reason = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.state} by {self.by}"

    @property
    def shown(self) -> str:
        return str(dict(STATES).get(State(self.state), self.state))


class UnmetNeed(models.Model):
    """How many needs stayed unmet at a place in a month: a count and nothing of anybody."""

    need = models.CharField(max_length=20)
    town = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    month = models.DateField()
    count = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "town", "country", "month"], name="one_unmet_count")
        ]

    def __str__(self) -> str:
        return f"{self.need} in {self.town}: {self.count}"


class Appeal(models.Model):
    """Advocates of a country were asked about an unmet need, at a released count."""

    need = models.CharField(max_length=20)
    town = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    count = models.PositiveIntegerField()
    letters = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "town", "country", "count"], name="one_appeal")
        ]

    def __str__(self) -> str:
        return f"{self.need} in {self.town}"

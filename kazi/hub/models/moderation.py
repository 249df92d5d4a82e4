"""What was reported or held back, what was decided about it and why, and what is out of sight meanwhile."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.kernel.tenancy import TenantModel


class Held(models.Model):
    """One thing that the public does not see for now; like what it hides, it is of no organisation."""

    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=80)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="held_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


def held_refs(kind: str) -> models.QuerySet[Held, Any]:
    """Return the references of this kind that are held, for `exclude(slug__in=...)`: one query in all."""
    return Held.objects.filter(kind=kind).values("ref")


def held_numbers(kind: str) -> list[int]:
    """Return the references of this kind as numbers, for things that are known by one: there are few."""
    refs = Held.objects.filter(kind=kind).values_list("ref", flat=True)
    return [int(ref) for ref in refs if ref.isdigit()]


class Why(models.TextChoices):
    """Why somebody thinks that a thing should not be public."""

    FALSE = "false", _("It is not true")
    SPAM = "spam", _("It is advertising or a trick")
    HARM = "harm", _("It harms or insults people")
    PRIVATE = "private", _("It shows something private")
    RIGHTS = "rights", _("It uses my words or pictures")
    OTHER = "other", _("Something else")


class Case(TenantModel):
    """One thing on the moderators' desk.  A row of the hub's organisation."""

    class Cause(models.TextChoices):
        REPORTED = "reported", _("Reported by readers")
        LIMITS = "limits", _("Held back by a limit")
        FIRST = "first", _("First post of a new account")
        DISPUTE = "dispute", _("Two parties claim the same profile")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        KEPT = "kept", _("Stays public")
        REMOVED = "removed", _("Taken off")
        APPEALED = "appealed", _("Appealed")
        UPHELD = "upheld", _("Appeal refused")
        GRANTED = "granted", _("Appeal granted")

    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    cause = models.CharField(max_length=10, choices=Cause)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("Reason"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    appeal = models.TextField(_("Appeal"), max_length=4000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_reason = models.TextField(_("Reason"), max_length=2000, blank=True)
    appeal_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    appeal_decided_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "kind", "ref"],
                condition=Q(state__in=["waiting", "appealed"]),
                name="one_open_case",
            ),
            # Nobody judges the appeal against their own decision, whatever a page allows.
            models.CheckConstraint(
                condition=Q(appeal_decided_by__isnull=True) | ~Q(appeal_decided_by=models.F("decided_by")),
                name="appeal_by_another_person",
            ),
        ]
        indexes = [models.Index(fields=["org", "state", "opened_at"], name="case_oldest")]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Report(TenantModel):
    """What one reader said about a thing; `once` is made with the form, so a form sent twice is one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    once = models.UUIDField(default=uuid.uuid4)
    why = models.CharField(_("What is wrong?"), max_length=10, choices=Why)
    text = models.TextField(_("Tell us more"), max_length=2000, blank=True)
    email = models.EmailField(_("Your e-mail address, if we may ask you"), blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "once"], name="one_report_per_form")]

    def __str__(self) -> str:
        return f"report {self.pk}"

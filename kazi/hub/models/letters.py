"""What buyers write to the hub, perhaps about one provider."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kazi.hub.models.profiles import PublicProfile
from kazi.kernel.tenancy import TenantModel


class WorkRequest(TenantModel):
    """A buyer's letter to the hub, perhaps about one provider.  A row of the hub's organisation.

    `once` is made with the form, so that a form sent twice is one request.
    """

    class State(models.TextChoices):
        NEW = "new", _("New")
        SEEN = "seen", _("Seen")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    once = models.UUIDField(default=uuid.uuid4)
    name = models.CharField(_("Your name"), max_length=200)
    email = models.EmailField(_("Your e-mail address"))
    organisation = models.CharField(_("Your organisation"), max_length=200, blank=True)
    what = models.TextField(
        _("What work do you need done?"),
        max_length=4000,
        help_text=_("For example: read company, date and total from scanned receipts."),
    )
    volume = models.CharField(
        _("How much?"), max_length=200, blank=True, help_text=_("For example: 20,000 receipts a month.")
    )
    by_when = models.DateField(_("By when?"), null=True, blank=True)
    quality = models.CharField(
        _("How good must it be?"),
        max_length=500,
        blank=True,
        help_text=_("For example: at most 2 wrong fields in 1,000."),
    )
    languages = models.CharField(_("Languages in the material"), max_length=200, blank=True)
    provider = models.ForeignKey(
        PublicProfile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    notes = models.TextField(_("Notes of the hub"), max_length=8000, blank=True)
    is_demo = models.BooleanField(default=False)
    received_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "once"], name="one_request_per_form")]
        indexes = [models.Index(fields=["org", "state", "received_at"], name="request_oldest")]

    def __str__(self) -> str:
        return f"request {self.pk}"

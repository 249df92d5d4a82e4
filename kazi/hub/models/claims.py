"""Providers that the hub listed before they came, and who says to be one of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Organisation
from kazi.files.models import StoredFile
from kazi.kernel.tenancy import TenantModel


class Listing(models.Model):
    """A provider without an account, listed from public sources; `claimed_at` ends that.

    The organisation has no members until then.  Public, like the profile that it explains.
    """

    provider = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    website = models.URLField(
        _("Website"), max_length=300, help_text=_("Who controls its domain may claim the profile.")
    )
    source = models.CharField(
        _("Source"), max_length=300, help_text=_("Where what is said here was read, such as a report.")
    )
    source_url = models.URLField(_("Address of the source"), max_length=500, blank=True)
    source_on = models.DateField(_("Date of the source"))
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    listed_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"listing of {self.provider}"


class ProfileClaim(TenantModel):
    """Somebody says to act for a listed provider.  A row of the hub's organisation.

    The way to its page is in a letter only, so whoever opens it reads that address.  `token` is what
    the domain's TXT record must say; it is no secret once it is there.  A look at the DNS is asked
    for here and done by the worker: `asked_at` without `looked_at` waits.
    """

    class Way(models.TextChoices):
        EMAIL = "email", _("A letter to an address of the website's domain")
        DNS = "dns", _("A line in the domain's DNS")
        DOCUMENT = "document", _("A document that a person checks")

    class State(models.TextChoices):
        OPEN = "open", _("Not proved yet")
        REVIEW = "review", _("A person reads the document")
        WON = "won", _("Handed over")
        LOST = "lost", _("Somebody else was first")
        REFUSED = "refused", _("Refused")

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="claims")
    once = models.UUIDField(default=uuid.uuid4)
    name = models.CharField(_("Your name"), max_length=200)
    email = models.EmailField(_("Your e-mail address"))
    way = models.CharField(_("How will you show that it is yours?"), max_length=8, choices=Way)
    token = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    document = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    document_says = models.TextField(_("What does the document show?"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    seen = models.CharField(max_length=11, blank=True)
    reason = models.TextField(_("Reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "once"], name="one_claim_per_form"),
            # Two who prove it at the same moment: the second of them cannot be saved as the winner.
            models.UniqueConstraint(fields=["listing"], condition=Q(state="won"), name="one_claim_wins"),
        ]
        indexes = [models.Index(fields=["org", "state", "made_at"], name="claim_oldest")]

    def __str__(self) -> str:
        return f"claim {self.pk} of {self.listing_id}"

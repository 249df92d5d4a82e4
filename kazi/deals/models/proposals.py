"""Proposals, sealed until their deadline, and what became of them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.deals.models.requests import Request
from kazi.files.models import StoredFile
from kazi.kernel.sharing import SharedModel
from kazi.kernel.tenancy import TenantModel


class Proposal(SharedModel):
    """A provider's offer.  Until it is opened `sealed` is all there is of it.

    `opens_at` is the deadline for which it was sealed; the seal itself knows it too.  `version`
    counts how often it was replaced.  After the deadline `content` has `price_per_unit` (decimal
    string), `currency`, `setup_price`, `minutes_per_unit`, `people`, `start`, `finish`, `quality`,
    `pilot` (`units`, `price`) or null, `text`, `commitments` (codes) and `files`.
    """

    class State(models.TextChoices):
        SEALED = "sealed", _("Sealed")
        OPENED = "opened", _("Opened")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        AWARDED = "awarded", _("Awarded")
        LOST = "lost", _("Not chosen")

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=State, default=State.SEALED)
    sealed = models.BinaryField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True)
    opens_at = models.DateTimeField()
    once = models.UUIDField(null=True, editable=False)  # The form that was sent last.
    version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    content = models.JSONField(null=True)
    debrief = models.TextField(max_length=4000, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "owner"], name="one_proposal_per_provider"),
            # Before it is opened nothing readable may stand in the row, whoever writes it.
            models.CheckConstraint(
                condition=~models.Q(state="sealed") | models.Q(content=None), name="sealed_has_no_content"
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk} for request {self.request_id}"


class ProposalFile(SharedModel):
    """A file of a proposal: `sealed` is its bytes under the same seal, `opened` what came out."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="files")
    place = models.PositiveSmallIntegerField()
    sealed = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    opened = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "place"], name="one_file_per_place")]

    def __str__(self) -> str:
        return f"file {self.place} of proposal {self.proposal_id}"


class Award(TenantModel):
    """The buyer's decision: one for each request, with its reasons."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="award")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(max_length=4000)
    by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"award of request {self.request_id}"

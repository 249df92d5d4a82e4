"""Agreements of a provider and a buyer: versions of one text, who signed which, milestones."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.kernel.sharing import SharedModel


class Side(models.TextChoices):
    """The two sides of a deal; hub staff are a third voice in messages only, where both want it."""

    PROVIDER = "provider", _("Provider")
    BUYER = "buyer", _("Buyer")


class Agreement(SharedModel):
    """What a provider (`owner`) does for a buyer (`shared_with`), and under which terms.

    The terms stand in versions; `version` is the number of the one in force, 0 while there is none.
    References to requests, proposals and projects are plain ids, for these belong to one side.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OFFERED = "offered", _("Waits for signatures")
        SIGNED = "signed", _("Signed")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")

    class Publishing(models.TextChoices):
        NOTHING = "nothing", _("Publish nothing")
        BANDED = "banded", _("Publish, values as bands only")
        EXACT = "exact", _("Publish with values")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # A form sent twice is one.
    request_ref = models.BigIntegerField(null=True, editable=False)
    proposal_ref = models.BigIntegerField(null=True, unique=True, editable=False)
    title = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=0)
    project_ref = models.BigIntegerField(null=True, unique=True, editable=False)
    ordered_at = models.DateTimeField(null=True)
    task_type = models.CharField(max_length=80, blank=True)  # The kind of task it was ordered with.
    ordered_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    units_accepted = models.PositiveBigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=1000, blank=True)
    publishing = models.CharField(max_length=8, choices=Publishing, default=Publishing.NOTHING)
    reference_agreed = models.BooleanField(default=False)
    reference_words = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)  # When the reference was told of.
    tender = models.JSONField(null=True)  # What of the request may be published; see `rules.ocds`.
    changed_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["owner", "state"], name="agreement_of_provider"),
            models.Index(fields=["shared_with", "state"], name="agreement_of_buyer"),
            models.Index(
                fields=["id"], condition=Q(version__gt=0) & ~Q(publishing="nothing"), name="agreement_public"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgreementVersion(models.Model):
    """One text of an agreement.  Reached through its agreement only.

    `text` is fixed with its hash when the version is offered; whoever changes it then changes the
    hash, and signatures under the old one are void.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OFFERED = "offered", _("Waits for signatures")
        FORCE = "force", _("In force")
        REPLACED = "replaced", _("Replaced by a later version")
        DROPPED = "dropped", _("Dropped")

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    side = models.CharField(max_length=8, choices=Side)  # Who drafts: nobody else sees a draft.
    terms = models.JSONField()
    wording = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    offered_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state__in=["draft", "offered"]), name="one_open_version"
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state="force"), name="one_version_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} v{self.number}"


class Signature(models.Model):
    """One side's word on one text.  Never deleted: `void_at` says when the text was changed after it."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    side = models.CharField(max_length=8, choices=Side)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    void_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "side"], condition=Q(void_at=None), name="one_signature_per_side"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.organisation}"


class Milestone(models.Model):
    """An amount that falls due when something is reached.  Reached through its agreement only."""

    class Kind(models.TextChoices):
        START = "start", _("When the work is ordered")
        UNITS = "units", _("When so many units are accepted")
        DATE = "date", _("By a date, when the buyer confirms it")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        REPORTED = "reported", _("Reported, waits for the buyer")
        REACHED = "reached", _("Reached")
        DROPPED = "dropped", _("Dropped by a later version")

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="milestones", db_index=False
    )
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=5, choices=Kind)
    units = models.PositiveBigIntegerField(null=True)
    due_on = models.DateField(null=True)
    amount_minor = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    reached_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "code"], name="one_milestone_per_code")]

    def __str__(self) -> str:
        return self.title

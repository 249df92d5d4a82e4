"""What a sales desk keeps: whom it talks to, with what, and how it plans."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership, Organisation
from kazi.files.models import StoredFile
from kazi.kernel.tenancy import TenantModel


class Account(TenantModel):
    """A buyer, here already (`buyer`) or a company that is not."""

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, blank=True)
    sector = models.CharField(_("sector"), max_length=40, blank=True)
    buyer = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who looks after it"),
    )
    goals = models.TextField(_("what they and we want to reach"), max_length=4000, blank=True)
    people = models.TextField(_("people, and what matters to each"), max_length=4000, blank=True)
    next_steps = models.TextField(_("next steps"), max_length=4000, blank=True)
    review_on = models.DateField(_("look at this plan again on"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "buyer"], condition=Q(buyer__isnull=False), name="one_account_per_buyer"
            ),
            models.UniqueConstraint(
                fields=["org", "name"], condition=Q(buyer__isnull=True), name="one_account_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(TenantModel):
    """A person at an account who may be written to, and on what ground.  No ground, no campaign."""

    class Basis(models.TextChoices):
        NONE = "", _("None: no campaigns")
        ASKED = "asked", _("Asked us for news")
        CLIENT = "client", _("Is a client, and was told how to say no")
        PUBLIC = "public", _("Business address published for such letters")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    job = models.CharField(_("what they do"), max_length=200, blank=True)
    basis = models.CharField(_("why we may write"), max_length=6, choices=Basis, blank=True)
    basis_note = models.CharField(_("when and how we got it"), max_length=300, blank=True)
    basis_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["org", "account", "email"], name="one_contact_per_address"),
            models.CheckConstraint(
                condition=Q(basis="") | ~Q(basis_note=""), name="a_basis_says_where_it_is_from"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Collateral(TenantModel):
    """Something to sell with: text or a file, in a language, perhaps about certain providers."""

    class Kind(models.TextChoices):
        CASE = "case", _("Case")
        SLIDES = "slides", _("Slides")
        PRICES = "prices", _("Price sheet to fill in")
        ONE_PAGER = "page", _("One-pager")
        HELPER = "helper", _("Helper: what to say, what to ask")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    languages = models.JSONField(default=list)
    providers = models.ManyToManyField(Organisation, related_name="+", blank=True)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(default=uuid.uuid4, editable=False)
    withdrawn_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["org", "once"], name="one_collateral_per_form")]

    def __str__(self) -> str:
        return self.title


class Campaign(TenantModel):
    """One letter to many people of one segment.  Numbers are counted from what was sent, never typed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        ENDED = "ended", _("Ended")

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("only in this country"), max_length=2, blank=True)
    sector = models.CharField(_("only in this sector"), max_length=40, blank=True)
    collateral = models.ForeignKey(
        Collateral,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("collateral"),
    )
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("letter"), max_length=8000)
    state = models.CharField(max_length=5, choices=State, default=State.DRAFT)
    once = models.UUIDField(default=uuid.uuid4, editable=False)
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["org", "once"], name="one_campaign_per_form")]

    def __str__(self) -> str:
        return self.name

"""Deals on their way: cards, the stages they went through, what is to be done and what was said."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership, Organisation
from kazi.deals.models.desk import Account, Campaign, Contact
from kazi.deals.rules.pipeline import MOST_MONTHS
from kazi.kernel.sharing import SharedModel
from kazi.kernel.tenancy import TenantModel


class Card(SharedModel):
    """One deal as its owner sees it coming.

    `owner` is the hub or a provider.  A card that the hub sells for a provider is shared with that
    provider; one that is nobody else's is shared with its owner itself.  `account` belongs to the
    owner only, so the buyer's name and country stand here again for the other side.

    `deal_key` ("request:7", "agreement:9", "renewal:9:2027-05-01") names what the card follows, so
    that hearing twice makes one card and no forecast counts a deal twice; empty: made by hand.
    """

    class Stage(models.TextChoices):
        LEAD = "lead", _("Lead")
        TALKING = "talking", _("Talking")
        REQUEST = "request", _("Request")
        PROPOSAL = "proposal", _("Proposal")
        WON = "won", _("Chosen")
        SIGNED = "signed", _("Signed")
        LOST = "lost", _("Lost")

    class Source(models.TextChoices):
        HAND = "hand", _("Written by hand")
        LETTER = "letter", _("Letter to the hub")
        REQUEST = "request", _("Request")
        CAMPAIGN = "campaign", _("Campaign")
        AGREEMENT = "agreement", _("Agreement")
        RENEWAL = "renewal", _("Renewal")

    once = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("what it is about"), max_length=200)
    account = models.ForeignKey(
        Account,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cards",
        verbose_name=_("account"),
    )
    buyer = models.CharField(_("buyer"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    service = models.CharField(_("service"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=9, choices=Source, default=Source.HAND)
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="cards"
    )
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.LEAD)
    stage_since = models.DateTimeField(default=timezone.now)
    lost_because = models.CharField(_("why it was lost"), max_length=500, blank=True)
    lead = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who sells"),
    )
    value_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    months = models.PositiveSmallIntegerField(
        _("months"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]
    )
    starts_on = models.DateField(_("begins in"), null=True, blank=True)
    volume = models.PositiveBigIntegerField(_("units in all"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    minutes_low = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    minutes_base = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    minutes_high = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    people_each = models.PositiveSmallIntegerField(default=1)
    hours = models.PositiveSmallIntegerField(
        _("paid hours of a person in a month"),
        default=160,
        validators=[MinValueValidator(40), MaxValueValidator(250)],
    )
    deal_key = models.CharField(max_length=60, blank=True)
    request_ref = models.BigIntegerField(null=True, editable=False)
    agreement_ref = models.BigIntegerField(null=True, editable=False)
    letter_ref = models.BigIntegerField(null=True, editable=False)
    is_demo = models.BooleanField(default=False)
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["stage_since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "shared_with", "deal_key"],
                condition=~Q(deal_key=""),
                name="one_card_per_deal",
            ),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=MOST_MONTHS), name="card_months"),
            models.CheckConstraint(condition=Q(value_minor=None) | Q(value_minor__gte=0), name="card_value"),
            models.CheckConstraint(
                condition=Q(minutes_low=None, minutes_base=None, minutes_high=None)
                | Q(
                    minutes_low__gt=0, minutes_base__gte=F("minutes_low"), minutes_high__gte=F("minutes_base")
                ),
                name="card_minutes_rise",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "stage"], name="card_of_owner"),
            models.Index(fields=["shared_with", "stage"], name="card_of_provider"),
        ]

    def __str__(self) -> str:
        return self.title


class StageSpell(models.Model):
    """A card's time in one stage.  Reached through its card only; one is open at any time."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="spells", db_index=False)
    stage = models.CharField(max_length=8, choices=Card.Stage)
    entered_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )  # None: by itself.

    class Meta:
        ordering = ["entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["card"], condition=Q(left_at=None), name="one_open_spell"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("entered_at")), name="left_after_entered"
            ),
        ]
        indexes = [models.Index(fields=["card", "entered_at"], name="spells_of_card")]

    def __str__(self) -> str:
        return f"{self.card_id} {self.stage}"


class Task(TenantModel):
    """Something to do: of one organisation, even where its card is shared."""

    card = models.ForeignKey(Card, null=True, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="tasks")
    what = models.CharField(_("what is to be done"), max_length=300)
    who = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who does it"),
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    once = models.CharField(max_length=80, default=uuid.uuid4)  # What made it, so that twice is once.
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["org", "once"], name="one_task_once")]
        indexes = [models.Index(fields=["org", "due_on"], condition=Q(done_at=None), name="tasks_to_do")]

    def __str__(self) -> str:
        return self.what


class MailNote(TenantModel):
    """A letter that came or went, or a note (`way` "note"); of the organisation that wrote it down."""

    class Way(models.TextChoices):
        IN = "in", _("Came in")
        OUT = "out", _("Went out")
        NOTE = "note", _("Note")

    card = models.ForeignKey(Card, null=True, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="mails")
    way = models.CharField(_("which way"), max_length=4, choices=Way, default=Way.NOTE)
    at = models.DateTimeField(_("when"), default=timezone.now)
    who = models.CharField(_("with whom"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    words = models.TextField(_("words"), max_length=8000, blank=True)
    by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    once = models.CharField(max_length=80, default=uuid.uuid4)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["org", "once"], name="one_mail_note_once")]

    def __str__(self) -> str:
        return self.subject or self.words[:40]


class Renewal(TenantModel):
    """That an agreement neared its end and who was reminded: one row for each mark of each end."""

    agreement_ref = models.BigIntegerField()
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "agreement_ref", "ends_on", "days"], name="one_renewal_mark"
            )
        ]

    def __str__(self) -> str:
        return f"agreement {self.agreement_ref}, {self.days} days"


class Sending(TenantModel):
    """One letter of a campaign to one person: at most one."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sendings")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    card = models.ForeignKey(Card, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "contact"], name="one_letter_per_contact")]

    def __str__(self) -> str:
        return f"{self.campaign_id} to {self.contact_id}"


class Satisfaction(SharedModel):
    """What a client (`shared_with`) thinks of one parcel of a provider (`owner`); asked once, said once."""

    delivery_ref = models.BigIntegerField()
    number = models.PositiveIntegerField()
    agreement_ref = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    asked = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(max_length=2000, blank=True)
    may_be_named = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["delivery_ref", "number"], name="asked_once_per_parcel"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=10), name="score_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.number}"


class ExposureLetter(models.Model):
    """That a provider was told of a month: once."""

    provider = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "month"], name="one_exposure_letter")]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.month:%Y-%m}"

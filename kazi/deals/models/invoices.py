"""Invoices, credit notes, payments, reminders; and how a provider bills."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.deals.models.agreements import Agreement, Milestone
from kazi.kernel.sharing import SharedModel
from kazi.kernel.tenancy import TenantModel

_series = RegexValidator(r"^[A-Z][A-Z0-9-]{0,11}$", _("Capital letters, digits and hyphens, at most 12."))


class Billing(TenantModel):
    """How one organisation writes invoices, and where invoices to it are addressed.  Nothing is assumed.

    `tax_category` is a code of UNCL5305 as EN 16931 takes it; empty: not said yet, and no invoice is
    issued.
    """

    class Rounding(models.TextChoices):
        HALF_UP = "half_up", _("Half up: 0.125 becomes 0.13")
        HALF_EVEN = "half_even", _("Half to even: 0.125 becomes 0.12")

    class TaxCategory(models.TextChoices):
        STANDARD = "S", _("Taxed at the rate below")
        ZERO = "Z", _("Taxed at a rate of zero")
        EXEMPT = "E", _("Exempt from tax")
        REVERSE = "AE", _("The buyer accounts for the tax (reverse charge)")
        EXPORT = "G", _("Export, no tax is charged")
        OUTSIDE = "O", _("Not subject to tax")

    legal_name = models.CharField(_("legal name"), max_length=200)
    address = models.TextField(_("address"), max_length=500, help_text=_("As it stands on letters."))
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, help_text=_("Two letters, such as KE."))
    tax_number = models.CharField(_("tax number"), max_length=60, blank=True)
    registration = models.CharField(_("registration number"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail address for invoices"), blank=True)
    bank = models.TextField(_("how to pay"), max_length=600, blank=True)
    iban = models.CharField(_("account number or IBAN"), max_length=40, blank=True)
    bic = models.CharField(_("bank code (BIC)"), max_length=11, blank=True)
    series = models.CharField(_("series of invoices"), max_length=12, default="INV", validators=[_series])
    credit_series = models.CharField(
        _("series of credit notes"), max_length=12, default="CN", validators=[_series]
    )
    rounding = models.CharField(_("rounding"), max_length=9, choices=Rounding, default=Rounding.HALF_UP)
    tax_category = models.CharField(_("tax"), max_length=2, choices=TaxCategory, blank=True)
    tax_name = models.CharField(_("name of the tax"), max_length=20, default="VAT", blank=True)
    tax_rate = models.DecimalField(
        _("rate, %"),
        max_digits=6,
        decimal_places=3,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    tax_reason = models.CharField(
        _("why no tax is charged"),
        max_length=300,
        blank=True,
        help_text=_("As your tax office wants it said."),
    )
    issues_by_itself = models.BooleanField(_("issue invoices as soon as a parcel is accepted"), default=False)
    reminds = models.BooleanField(_("remind buyers of invoices that are overdue"), default=True)
    remind_days = models.JSONField(_("days after the due date"), default=list, blank=True)
    note = models.TextField(_("note at the foot"), max_length=600, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org"], name="one_billing_per_org")]

    def __str__(self) -> str:
        return self.legal_name


class Series(TenantModel):
    """The last number given in one series of one provider.  Moved on in the issuing transaction only."""

    code = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="one_series_per_code")]

    def __str__(self) -> str:
        return self.code


class Invoice(SharedModel):
    """An invoice or a credit note.  Once issued only payments and reminders are added to it.

    `seller`, `buyer`, `taxes` and the sums are frozen at issuing, so that a later change of an
    address changes no paper.  Sums of a credit note are positive; its kind says that they are taken off.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT = "credit", _("Credit note")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.INVOICE)
    credits = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="credit_notes")
    once = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    series = models.CharField(max_length=12, blank=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=30, blank=True)
    issued_on = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    payment_days = models.PositiveSmallIntegerField(default=30)
    currency = models.CharField(max_length=3)
    rounding = models.CharField(max_length=9, choices=Billing.Rounding, default=Billing.Rounding.HALF_UP)
    order_number = models.CharField(_("your order number"), max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    seller = models.JSONField(default=dict)
    buyer = models.JSONField(default=dict)
    taxes = models.JSONField(default=list)
    commission_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    net_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    paid_at = models.DateTimeField(null=True)  # When nothing was left to pay for the first time.
    on_hold = models.BooleanField(default=False)  # No reminders: the two sides are talking about it.
    made_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "series", "serial"],
                condition=Q(state="issued"),
                name="one_invoice_per_number",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state="draft", kind="invoice"),
                name="one_draft_per_agreement",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(serial__gt=0, issued_on__isnull=False),
                name="issued_has_a_number",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "-issued_on"], name="invoice_of_provider"),
            models.Index(fields=["shared_with", "state", "-issued_on"], name="invoice_of_buyer"),
            models.Index(
                fields=["due_on"],
                condition=Q(state="issued", kind="invoice", paid_at=None),
                name="invoice_due",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"


class InvoiceLine(models.Model):
    """One line: units of accepted work, a milestone, or what a credit note takes off."""

    class Kind(models.TextChoices):
        UNITS = "units", _("Accepted units")
        MILESTONE = "milestone", _("Milestone")
        CREDIT = "credit", _("Credit")

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines", db_index=False)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=40, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    price = models.DecimalField(max_digits=18, decimal_places=6)
    net_minor = models.BigIntegerField()
    milestone = models.ForeignKey(Milestone, null=True, on_delete=models.PROTECT, related_name="+")
    credits = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="credited_by")
    up_to = models.PositiveBigIntegerField(null=True)  # Units accepted in all when this line was written.
    tax_category = models.CharField(max_length=2, blank=True)
    tax_name = models.CharField(max_length=20, blank=True)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    tax_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "place"], name="one_line_per_place"),
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(kind="milestone"), name="milestone_billed_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_has_a_quantity"),
        ]

    def __str__(self) -> str:
        return self.title


class Payment(models.Model):
    """Money that came in for an invoice; below zero: a refund.  Reached through its invoice only."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    once = models.UUIDField(default=uuid.uuid4, unique=True)
    amount_minor = models.BigIntegerField()
    paid_on = models.DateField()
    reference = models.CharField(max_length=140, blank=True)
    recorded_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="payment_is_not_nothing")]

    def __str__(self) -> str:
        return f"{self.amount_minor} for {self.invoice_id}"


class Reminder(models.Model):
    """A letter about an invoice that is overdue; each step goes out once."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="reminders", db_index=False)
    step = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["step"]
        constraints = [models.UniqueConstraint(fields=["invoice", "step"], name="one_reminder_per_step")]

    def __str__(self) -> str:
        return f"{self.invoice_id} step {self.step}"

"""A provider's figures, and who stands behind each: itself, a named person, or the hub."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.files.models import StoredFile
from kazi.hub.models.profiles import ProviderProfile, PublicProfile, PublicRow
from kazi.hub.rules.figures import FIGURES
from kazi.kernel.sharing import SharedModel
from kazi.kernel.tenancy import TenantModel


class Standing(models.TextChoices):
    CLAIMED = "claimed", _("Claimed")
    ATTESTED = "attested", _("Attested")
    VERIFIED = "verified", _("Verified")


class FigureSaid(models.Model):
    """One number with its date and source.  Percent is 0 to 100."""

    code = models.CharField(
        _("Figure"), max_length=20, choices=[(code, _(kind.label)) for code, kind in FIGURES.items()]
    )
    label = models.CharField(_("Its name, for another figure"), max_length=150, blank=True)
    value = models.DecimalField(_("Value"), max_digits=16, decimal_places=3)
    unit = models.CharField(_("Unit, for another figure"), max_length=40, blank=True)
    n = models.PositiveIntegerField(
        _("Found from how many"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(2_000_000_000)],
        help_text=_("People, deliveries or fields that were looked at."),
    )
    as_of = models.DateField(_("As of"), help_text=_("The day for which the figure is true."))
    source = models.CharField(
        _("Source"), max_length=300, help_text=_("For example: payroll of June 2026, or annual report 2025.")
    )
    method = models.CharField(
        _("How it was found"),
        max_length=500,
        blank=True,
        help_text=_("What was counted and what was left out."),
    )

    class Meta:
        abstract = True


class Stood(models.Model):
    """Who stands behind a figure.  `stood_by` is empty for a claim."""

    standing = models.CharField(max_length=8, choices=Standing, default=Standing.CLAIMED)
    stood_by = models.CharField(max_length=400, blank=True)
    stood_on = models.DateField(null=True)

    class Meta:
        abstract = True


SOMEBODY_STANDS = Q(standing="claimed", stood_by="", stood_on=None) | (
    ~Q(standing="claimed") & ~Q(stood_by="") & Q(stood_on__isnull=False)
)


class Figure(FigureSaid, Stood, TenantModel):
    """`fingerprint` is of all that is said, the evidence too: whoever stood behind it stood for that."""

    profile = models.ForeignKey(ProviderProfile, on_delete=models.CASCADE, related_name="figures")
    evidence = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fingerprint = models.CharField(max_length=64)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=SOMEBODY_STANDS, name="nobody_stands_behind_a_claim")]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"


class PublicFigure(FigureSaid, Stood, PublicRow):
    """`fingerprint` tells whether a standing given later is for what was published."""

    profile = models.ForeignKey(PublicProfile, on_delete=models.CASCADE, related_name="figures")
    fingerprint = models.CharField(max_length=64)

    class Meta(PublicRow.Meta):
        constraints = [
            models.CheckConstraint(condition=SOMEBODY_STANDS, name="nobody_stands_behind_a_public_claim")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"


class FigureCheck(FigureSaid, SharedModel):
    """A provider asks that somebody stand behind a figure: a copy of it, shared with the hub.

    `verification` is for the hub's staff, who look at the evidence; `attestation` for a named third
    person, who gets a link by e-mail.  `ref` is the figure's number.
    """

    class Kind(models.TextChoices):
        VERIFICATION = "verification", _("Verification by the hub")
        ATTESTATION = "attestation", _("Attestation by a third person")

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not confirmed")
        OVERTAKEN = "overtaken", _("The figure was changed")
        TAKEN_BACK = "taken-back", _("Taken back")

    ref = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    fingerprint = models.CharField(max_length=64)
    evidence = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person_name = models.CharField(_("Name of the person"), max_length=200, blank=True)
    person_organisation = models.CharField(_("Their organisation"), max_length=200, blank=True)
    person_email = models.EmailField(_("Their e-mail address"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField(_("What you looked at, or why not"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["shared_with", "state", "asked_at"], name="check_at_desk")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "ref", "kind"], condition=Q(state="asked"), name="one_open_check"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.code}"

"""Standards, what providers show for them, and the certificates that come of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Organisation
from kazi.files.models import StoredFile
from kazi.kernel.sharing import SharedModel


class Standard(models.Model):
    """One version of a standard.  Once in force its words are never changed; a newer version may follow."""

    slug = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    about = models.TextField()
    like = models.JSONField(default=list)
    months_valid = models.PositiveSmallIntegerField()
    in_force_since = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="one_standard_of_a_version")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Requirement(models.Model):
    class Level(models.TextChoices):
        MINIMUM = "minimum", _("Needed")
        LEADING = "leading", _("Leading practice")

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="requirements")
    code = models.CharField(max_length=10)
    section = models.CharField(max_length=200)
    level = models.CharField(max_length=7, choices=Level)
    text = models.TextField()
    evidence = models.TextField()
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["standard", "code"], name="one_requirement_of_a_code")]

    def __str__(self) -> str:
        return self.code


class Application(SharedModel):
    """A provider's self-assessment, shared with the hub that decides about it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SUBMITTED = "submitted", _("Waiting for a reviewer")
        REVIEW = "review", _("Being reviewed")
        ASKED = "asked", _("The reviewer has a question")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        APPEALED = "appealed", _("Appeal to be decided")
        STOPPED = "stopped", _("Withdrawn by the provider")

    OPEN = (State.DRAFT, State.SUBMITTED, State.REVIEW, State.ASKED, State.APPEALED)

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    started_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    appeal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "standard"],
                condition=Q(state__in=["draft", "submitted", "review", "asked", "appealed"]),
                name="one_open_application",
            )
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"


class SelfAssessment(SharedModel):
    """What a provider says about one requirement, and what the reviewer found."""

    class Says(models.TextChoices):
        MET = "met", _("We meet it")
        NOT_MET = "not_met", _("We do not meet it yet")
        NOT_FOR_US = "not_for_us", _("It does not concern us")

    class Found(models.TextChoices):
        ACCEPTED = "accepted", _("The evidence shows it")
        INSUFFICIENT = "insufficient", _("The evidence does not show it")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(_("What do you say?"), max_length=10, choices=Says)
    words = models.TextField(_("How, in a few sentences"), max_length=3000, blank=True)
    found = models.CharField(_("What did you find?"), max_length=12, choices=Found, blank=True)
    note = models.TextField(_("Note to the provider"), max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "requirement"], name="one_self_assessment")
        ]

    def __str__(self) -> str:
        return f"{self.application}, {self.requirement_id}"


class Evidence(SharedModel):
    """A paper or a link that shows it, with the date it bears."""

    once = models.UUIDField(default=uuid.uuid4, unique=True)
    answer = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField(_("What is it?"), max_length=200)
    dated = models.DateField(_("Date on it"))
    link = models.URLField(_("Address, if it is on the web"), max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=~Q(link="") | Q(file__isnull=False), name="evidence_is_a_file_or_a_link"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReviewQuestion(SharedModel):
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"question {self.pk}"


class Certificate(models.Model):
    """What the public may know: who holds it, who decided on what, until when, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    application_ref = models.BigIntegerField(unique=True)
    reviewed_by = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=200)
    leading = models.JSONField(default=list)  # Codes of the leading practices that were shown too.
    starts_on = models.DateField()
    ends_on = models.DateField()
    credential_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    told_days = models.PositiveSmallIntegerField(null=True)  # Of the last letter about its end.
    lapse_logged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["provider", "-starts_on"], name="certificate_of_provider")]

    def __str__(self) -> str:
        return f"{self.standard} of {self.provider}"


class WithdrawalAppeal(SharedModel):
    """What a provider says against the withdrawal of its certificate; once for each withdrawal."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="appeals")
    withdrawn_at = models.DateTimeField()
    text = models.TextField(max_length=4000)
    made_at = models.DateTimeField(auto_now_add=True)
    is_right = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "withdrawn_at"], name="one_appeal_for_each_withdrawal"
            )
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class CertificateEntry(models.Model):
    """A line of the public log.  Never changed, never deleted."""

    class What(models.TextChoices):
        GRANTED = "granted", _("granted")
        LAPSED = "lapsed", _("ran out")
        WITHDRAWN = "withdrawn", _("withdrawn")
        UPHELD = "upheld", _("granted on appeal")
        RESTORED = "restored", _("given back on appeal")
        STAYS = "stays", _("appeal refused, stays withdrawn")
        NEW_VERSION = "version", _("new version of the standard")

    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=What)
    certificate = models.ForeignKey(Certificate, null=True, on_delete=models.PROTECT, related_name="log")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "certificate entries"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"

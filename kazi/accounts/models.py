"""Who people are, which organisations they act for, and with what they sign in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.kernel.tenancy import TenantModel


class Person(AbstractUser):
    """One human being, whatever roles they have and wherever.

    Workers may have no e-mail address and no password: they sign in with a staff code and a PIN.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_demo = models.BooleanField(default=False, editable=False)

    REQUIRED_FIELDS = ["email"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.username


class Organisation(models.Model):
    """A party that owns rows: a provider of work, a client, the hub and so on."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", _("Provider")
        CLIENT = "client", _("Client")
        HUB = "hub", _("Hub")
        ADVOCATE = "advocate", _("Advocate")
        SERVICE = "service", _("Local service")
        SPONSOR = "sponsor", _("Sponsor")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PROVIDER)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2, blank=True, help_text=_("Two letters, such as KE for Kenya."))
    timezone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="USD")
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    WORKER = "worker", _("Worker")
    LEAD = "lead", _("Team lead")
    MANAGER = "manager", _("Manager")
    CLIENT = "client", _("Client")
    HUB = "hub", _("Hub staff")
    OFFICER = "officer", _("Helpline officer")
    SERVICE = "service", _("Local service")
    ADVOCATE = "advocate", _("Advocate")
    SPONSOR = "sponsor", _("Sponsor")


class Membership(models.Model):
    """One person acting for one organisation in one role.

    Raising `epoch` ends every signed token of this membership (within half a minute).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    org = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "org"], name="one_membership_per_org")]

    def __str__(self) -> str:
        return f"{self.person} at {self.org}"


class Invitation(TenantModel):
    """A letter that lets one person join.  The secret is in the letter only; here is its hash."""

    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    secret_hash = models.CharField(max_length=64, unique=True)
    # A member of the organisation or of the one that brought it in; nobody: the command line.
    invited_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class StaffCode(TenantModel):
    """What a worker types on a registered device: a code, and a PIN that is stored hashed."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="staff_code")
    code = models.CharField(max_length=20)
    pin_hash = models.CharField(max_length=200)
    must_change = models.BooleanField(default=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="one_staff_code")]

    def __str__(self) -> str:
        return self.code


class Device(TenantModel):
    """A computer or phone of the centre on which staff codes are accepted.

    `failures` counts wrong codes and PINs of everybody here since the last quiet hour.
    """

    name = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)
    registered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class ApiKey(TenantModel):
    """A program's key: shown once, kept as a hash, able to do only what its scopes say."""

    class Scope(models.TextChoices):
        READ_DELIVERIES = "deliveries:read", _("See deliveries and download results")
        ANSWER_DELIVERIES = "deliveries:answer", _("Accept deliveries and reject results")
        READ_PROJECTS = "projects:read", _("See projects and results")
        WRITE_PROJECTS = "projects:write", _("Make projects and import batches")
        READ_REQUESTS = "requests:read", _("See requests for work and opened proposals")
        WRITE_REQUESTS = "requests:write", _("Make requests for work")
        READ_CALLS = "calls:read", _("See calls for proposals")
        READ_DEALS = "deals:read", _("See agreements and invoices")

    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class FactorGuard(models.Model):
    """Counts a person's wrong codes, and remembers the last step of the authenticator app that was used.

    One row for each person; changing it first makes two changes of the same person's factors queue up.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    changes = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"guard of {self.person_id}"


class RecoveryCode(models.Model):
    """One of the codes on paper, good once.  Here is only a keyed hash of it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "code_hash"], name="one_recovery_code")]

    def __str__(self) -> str:
        return f"recovery code of {self.person_id}"


class OpenSession(models.Model):
    """Where somebody is signed in, as they see it in their own list; `key` is that of Django's session."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, unique=True)
    how = models.CharField(max_length=20)
    factor = models.CharField(max_length=20, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"session of {self.person_id}"


class FactorRecovery(TenantModel):
    """Colleagues help somebody who lost every factor: it waits for an objection, or for a second helper."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Nobody: the command on the machine.
    started_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    secret_hash = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(cancelled_at=None, done_at=None),
                name="one_open_recovery",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("started_by")),
                name="two_people_recover",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery of {self.person_id}"

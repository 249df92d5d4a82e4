"""Who signs, with which keys, what was signed, and the lists that say what was withdrawn."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_REFERENCE = 200


class Issuer(models.Model):
    """One who signs: the hub at its public address.  Another address is another issuer, with its own keys.

    `address` is scheme, host and port without a slash at the end; the DID is made from it.
    """

    slug = models.SlugField(max_length=80, default="hub")
    address = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "address"], name="one_issuer_per_address")]

    def __str__(self) -> str:
        return f"{self.name} ({self.address})"


class SigningKey(models.Model):
    """A pair of keys.  The public half stays for ever; the private half is sealed, and gone once retired."""

    class Kind(models.TextChoices):
        ED25519 = "ed25519", "Ed25519"
        P256 = "p256", "P-256"
        RSA = "rsa", "RSA 2048"

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40, help_text=_("The part after # in the DID, such as ed25519-1."))
    public_jwk = models.JSONField()
    sealed = models.BinaryField(blank=True, default=b"")
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "name"], name="one_key_name_per_issuer"),
            models.UniqueConstraint(
                fields=["issuer", "kind"], condition=Q(retired_at=None), name="one_key_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StatusList(models.Model):
    """A list of 131,072 bits, one for each credential on it; the bit of a revoked one is set.

    The bits come from `Issued`, so two revocations at once cannot undo one another.  `version` goes
    up with each; the signed forms belong to `signed_version` and are made again when they are older.
    """

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="status_lists")
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=0)
    signed_version = models.PositiveIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_json = models.TextField(blank=True)
    signed_jwt = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["number"], name="one_status_list_number")]

    def __str__(self) -> str:
        return f"status list {self.number}"


class Issued(models.Model):
    """A credential as it was signed.  Its two signed forms never change; it can be revoked, once."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("Certificate")
        BADGE = "badge", _("Badge")
        STATEMENT = "statement", _("Statement")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="issued")
    reference = models.CharField(max_length=MOST_REFERENCE, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    subject_id = models.CharField(max_length=500)
    subject_name = models.CharField(max_length=300)
    name = models.CharField(max_length=300)
    description = models.TextField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()
    signed_json = models.TextField()
    signed_jwt = models.TextField()
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    status_index = models.PositiveIntegerField()
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="one_status_entry"),
        ]
        indexes = [
            models.Index(fields=["status_list"], condition=~Q(revoked_at=None), name="revoked_of_list"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.subject_name}"

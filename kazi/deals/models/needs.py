"""What visitors describe before they have an account.  Rows of the hub's organisation."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kazi.files.models import StoredFile
from kazi.kernel.tenancy import TenantModel


class Need(TenantModel):
    """Work that a visitor described.  Its page has a secret address; here are only hashes.

    Sent on, it waits for the link in the letter; confirmed, it is a request of the visitor's own
    organisation, and `request_id` names it.
    """

    secret_hash = models.CharField(max_length=64, unique=True)
    said = models.JSONField()
    invite = models.JSONField(default=list)  # Providers chosen from the shortlist.
    weights = models.JSONField(default=dict)
    name = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    confirm_hash = models.CharField(max_length=64, blank=True, db_index=True)
    language = models.CharField(max_length=10, default="en")
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    client_id = models.BigIntegerField(null=True)
    request_ref = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"need {self.pk}"


class NeedFile(TenantModel):
    """A sample that a visitor sent with the description."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)

    def __str__(self) -> str:
        return self.name

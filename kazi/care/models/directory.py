"""The directory of local services: public rows, which belong to no organisation of Kazi.

Each row keeps its whole HSDS record (`record`: fields and parts, in the words of HSDS 3.0), because
what comes in must go out again; beside it stand the few columns by which rows are found.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kazi.care.rules.hours import Span, spans_of
from kazi.kernel.tenancy import TenantModel


class Listed(models.Model):
    """A row of the directory, where it came from, and the hash of what its source said last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=100, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    record = models.JSONField(default=dict)
    modified_at = models.DateTimeField(auto_now=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    def said(self, name: str) -> Any:
        """Return a field or the parts of this name, "" or [] where there are none."""
        return self.record.get(name, "")

    @property
    def phones(self) -> list[dict[str, Any]]:
        return self.record.get("phones") or []


class ServiceOrganisation(Listed):
    """Who runs services: a clinic, an association, an office."""

    name = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.name


class ServiceLocation(Listed):
    """Where services are given.  Degrees are WGS 84."""

    organisation = models.ForeignKey(
        ServiceOrganisation, null=True, on_delete=models.CASCADE, related_name="locations"
    )
    name = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.name or self.town or str(self.pk)

    @property
    def address(self) -> str:
        """Return the first address on one line."""
        first: dict[str, Any] = next(iter(self.record.get("addresses") or []), {})
        parts = ("address_1", "address_2", "city", "region", "state_province", "postal_code")
        lines = [str(first.get(name, "")) for name in parts]
        return ", ".join(dict.fromkeys(line for line in lines if line))


class LocalService(Listed):
    """One thing that people can be sent to.  `needs` are the codes of our short list that it answers."""

    class Check(models.TextChoices):
        FRESH = "fresh", _("Checked")
        ASKED = "asked", _("Asked, no answer yet")
        DOUBTED = "doubted", _("Somebody says it is not right")
        CLOSED = "closed", _("Closed")

    organisation = models.ForeignKey(
        ServiceOrganisation, null=True, on_delete=models.CASCADE, related_name="services"
    )
    name = models.CharField(max_length=300)
    status = models.CharField(max_length=20, default="active")
    email = models.EmailField(blank=True)
    needs = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    minimum_age = models.FloatField(null=True)
    maximum_age = models.FloatField(null=True)
    is_free = models.BooleanField(null=True)
    utc_offset_minutes = models.SmallIntegerField(default=0)
    takes_referrals = models.BooleanField(default=False)
    terms: models.ManyToManyField[TaxonomyTerm, Any] = models.ManyToManyField(
        "TaxonomyTerm", related_name="services"
    )
    # When somebody last said that this is right; None: nobody since it came in.
    checked_on = models.DateField(null=True)
    check_state = models.CharField(max_length=8, choices=Check, default=Check.FRESH)
    check_due_on = models.DateField(null=True)
    check_nonce = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [models.Index(fields=["check_due_on"], name="service_check_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def spans(self) -> list[Span]:
        """Return the weekly hours of the service, else those of the places where it is given."""
        own = spans_of(self.record.get("schedules") or [])
        if own:
            return own
        return sorted(
            {span for at in self.places.all() for span in spans_of(at.location.said("schedules") or [])}
        )


class ServiceAtLocation(models.Model):
    """A service is given at a place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(LocalService, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(ServiceLocation, on_delete=models.CASCADE, related_name="services")
    description = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "location"], name="one_service_at_location")
        ]

    def __str__(self) -> str:
        return f"{self.service} at {self.location}"


class Taxonomy(Listed):
    """A list of terms by which services are sorted."""

    name = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Listed):
    """One term of a taxonomy.  `scheme` is what its source calls the taxonomy."""

    taxonomy = models.ForeignKey(Taxonomy, null=True, on_delete=models.CASCADE, related_name="all_terms")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")
    scheme = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.name


class Doubt(models.Model):
    """A reader says that a listing is not right.  Nobody's name is asked or kept."""

    service = models.ForeignKey(LocalService, on_delete=models.CASCADE, related_name="doubts")
    text = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.text[:40]


class Keeping(TenantModel):
    """A local service's own organisation on Kazi keeps these listings: its people may edit and answer."""

    listing = models.ForeignKey(ServiceOrganisation, on_delete=models.CASCADE, related_name="keepings")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "listing"], name="one_keeping")]

    def __str__(self) -> str:
        return f"{self.org_id} keeps {self.listing_id}"

"""Who stands behind the field: foundations, networks, researchers and governments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Organisation
from kazi.hub.models.moderation import held_refs


class Advocates(models.QuerySet["Advocate"]):
    def visible(self) -> Advocates:
        """Keep what everybody may see: published, not held back, demo only in demo mode."""
        shown = self.filter(is_public=True).exclude(slug__in=held_refs("advocate"))
        return shown if settings.DEMO else shown.filter(is_demo=False)


class Advocate(models.Model):
    """One advocate's public page, kept by hub staff or by the advocate's own organisation.

    A page without an organisation was written by the hub from a public source, which it then names.
    """

    class Kind(models.TextChoices):
        FOUNDATION = "foundation", _("Foundation or donor")
        NETWORK = "network", _("Network or association")
        RESEARCH = "research", _("Research")
        GOVERNMENT = "government", _("Government or agency")

    organisation = models.OneToOneField(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    name = models.CharField(_("Name"), max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    about = models.TextField(_("Who they are"), max_length=3000)
    funds = models.TextField(
        _("What they fund"),
        max_length=2000,
        blank=True,
        help_text=_("For example: training of first-time workers, up to 50,000 dollars a centre."),
    )
    offers = models.TextField(
        _("What they offer"),
        max_length=2000,
        blank=True,
        help_text=_("For example: introductions to buyers, research, advice on labour law."),
    )
    countries = models.JSONField(_("Countries"), default=list, blank=True)
    website = models.URLField(_("Website"), max_length=300, blank=True)
    contact = models.CharField(
        _("How to reach them"),
        max_length=300,
        blank=True,
        help_text=_("A name and an address, shown to everybody."),
    )
    source = models.CharField(_("Source"), max_length=300, blank=True)
    source_url = models.URLField(_("Address of the source"), max_length=500, blank=True)
    source_on = models.DateField(_("Date of the source"), null=True, blank=True)
    is_public = models.BooleanField(_("Shown to everybody"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = Advocates.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(source="") & Q(source_on__isnull=False),
                name="advocate_speaks_or_is_sourced",
            )
        ]
        indexes = [models.Index(fields=["kind", "name"], name="advocate_by_kind")]

    def __str__(self) -> str:
        return self.name

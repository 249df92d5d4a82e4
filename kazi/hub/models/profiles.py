"""What providers say of themselves, and what of it is public."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Organisation
from kazi.kernel.tenancy import TenantModel


class Place(models.TextChoices):
    CENTRE = "centre", _("At a centre")
    HOME = "home", _("From home")
    BOTH = "both", _("At a centre and from home")


class Claims(models.Model):
    """What a provider claims: the same fields in its own draft and in the published copy."""

    story = models.TextField(
        _("Who we are"),
        max_length=3000,
        blank=True,
        help_text=_("What you do and for whom, in a few plain sentences."),
    )
    services = models.JSONField(_("Services"), default=list, blank=True)
    sectors = models.JSONField(_("Fields you know"), default=list, blank=True)
    languages = models.JSONField(_("Languages your people work in"), default=list, blank=True)
    sites = models.CharField(
        _("Where"), max_length=300, blank=True, help_text=_("Towns, such as Nairobi and Kisumu.")
    )
    place = models.CharField(_("How people work"), max_length=6, choices=Place, default=Place.CENTRE)
    capacity = models.PositiveIntegerField(_("People who can work at the same time"), null=True, blank=True)
    hires = models.TextField(
        _("Whom you hire"),
        max_length=1500,
        blank=True,
        help_text=_("Who gets a first chance here, and how you find them."),
    )
    contact_name = models.CharField(
        _("Contact person"),
        max_length=200,
        blank=True,
        help_text=_("Shown to everybody. Messages reach all managers of your organisation."),
    )

    class Meta:
        abstract = True


class ProviderProfile(Claims, TenantModel):
    """The provider's own draft; buyers see it only once it is published."""

    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org"], name="one_profile_per_provider")]

    def __str__(self) -> str:
        return f"profile of {self.org}"


class PublicProfiles(models.QuerySet["PublicProfile"]):
    def visible(self) -> PublicProfiles:
        """Keep what everybody may see: demo providers only in demo mode."""
        return self if settings.DEMO else self.filter(is_demo=False)


class PublicProfile(Claims):
    """The published copy, which everybody may read.  It belongs to no organisation's rows."""

    provider = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2, blank=True)
    is_demo = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    name_text = models.CharField(max_length=400)
    search_text = models.TextField()

    objects = PublicProfiles.as_manager()

    def __str__(self) -> str:
        return self.name

"""What providers say of themselves, and what of it is public."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Organisation
from kazi.hub.models.moderation import held_refs
from kazi.kernel.tenancy import TenantModel


class Place(models.TextChoices):
    CENTRE = "centre", _("At a centre")
    HOME = "home", _("From home")
    BOTH = "both", _("At a centre and from home")


class Stage(models.TextChoices):
    """Our own words for how far a provider has come; what each means is said on the page."""

    STARTING = "starting", _("Starting: the first clients, the first team")
    GROWING = "growing", _("Growing: several clients, teams led by people who began here")
    ESTABLISHED = "established", _("Established: lives from its work, year after year")
    SCALING = "scaling", _("Scaling: several sites or countries")


class Archetype(models.TextChoices):
    """Three ways in which impact sourcing is organised.  Source: Avasant 2012."""

    ISSP = "issp", _("We are an impact sourcing provider: people hired for impact do most of the work")
    DIRECT = "bpo_direct", _("We are a larger company that hires some of its people for impact")
    SUBCONTRACT = "subcontract", _("We take work and pass parts of it on to impact sourcing providers")


class Claims(models.Model):
    """What a provider claims: the same fields in its own draft and in the published copy.

    `sites` and `contact_name` are lines of what the rows of places and people say, for lists.
    """

    story = models.TextField(
        _("Who we are"),
        max_length=3000,
        blank=True,
        help_text=_("What you do and for whom, in a few plain sentences."),
    )
    founded = models.PositiveSmallIntegerField(
        _("Working since"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1950), MaxValueValidator(2100)],
        help_text=_("The year, such as 2016."),
    )
    website = models.URLField(_("Website"), max_length=300, blank=True)
    stage = models.CharField(_("How far you have come"), max_length=12, choices=Stage, blank=True)
    archetype = models.CharField(
        _("What kind of company you are"), max_length=12, choices=Archetype, blank=True
    )
    services = models.JSONField(_("Services"), default=list, blank=True)
    sectors = models.JSONField(_("Fields you know"), default=list, blank=True)
    languages = models.JSONField(_("Languages your people work in"), default=list, blank=True)
    security = models.JSONField(_("How you keep clients' data safe"), default=list, blank=True)
    sites = models.CharField(
        _("Where"), max_length=300, blank=True, help_text=_("Towns, such as Nairobi and Kisumu.")
    )
    place = models.CharField(_("How people work"), max_length=6, choices=Place, default=Place.CENTRE)
    capacity = models.PositiveIntegerField(
        _("People who can work at the same time"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1_000_000)],
    )
    groups = models.JSONField(_("Who gets a first chance with you"), default=list, blank=True)
    hires = models.TextField(
        _("Whom you hire"),
        max_length=1500,
        blank=True,
        help_text=_("Who gets a first chance here, and how you find them."),
    )
    contact_name = models.CharField(_("Contact person"), max_length=200, blank=True)

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
        """Keep what everybody may see: nothing that is held back, demo providers only in demo mode."""
        shown = self.exclude(slug__in=held_refs("provider"))
        return shown if settings.DEMO else shown.filter(is_demo=False)


class PublicProfile(Claims):
    """The published copy, which everybody may read.  It belongs to no organisation's rows.

    `edition` counts the publications; the journal has who and when of each.
    """

    provider = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2, blank=True)
    is_demo = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    edition = models.PositiveIntegerField(default=1)
    name_text = models.CharField(max_length=400)
    search_text = models.TextField()

    objects = PublicProfiles.as_manager()

    def __str__(self) -> str:
        return self.name


class PublicRow(models.Model):
    """A published copy of one row of a provider; `ref` is the number of the row it was copied from."""

    ref = models.PositiveBigIntegerField()

    class Meta:
        abstract = True
        ordering = ["ref"]

"""Stories of people, each with the consent it is told with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.files.models import StoredFile
from kazi.hub.models.profiles import ProviderProfile, PublicProfile, PublicRow
from kazi.kernel.tenancy import TenantModel


class StorySaid(models.Model):
    """A story: the same fields in the draft and in the published copy."""

    title = models.CharField(_("Title"), max_length=150)
    text = models.TextField(_("The story"), max_length=6000)
    whose = models.CharField(
        _("Whose story it is"),
        max_length=150,
        help_text=_("As they want to be called here: a first name or an invented one is enough."),
    )
    picture = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_says = models.CharField(
        _("What the picture shows"),
        max_length=250,
        blank=True,
        help_text=_("One sentence for people who cannot see it."),
    )
    consented_on = models.DateField(_("Agreed on"))

    class Meta:
        abstract = True


class Story(StorySaid, TenantModel):
    """A story with who agreed to it, when and for what.  Withdrawn consent takes it off at once."""

    profile = models.ForeignKey(ProviderProfile, on_delete=models.CASCADE, related_name="stories")
    consent_by = models.CharField(
        _("Who agreed"),
        max_length=200,
        help_text=_("The full name; kept here, never shown. For a child, a parent agrees."),
    )
    consent_purpose = models.CharField(
        _("What they agreed to"),
        max_length=300,
        help_text=_("For example: that the story and the picture are shown on the public hub."),
    )
    withdrawn_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Nothing of a picture is kept once its person took the consent back.
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(picture=None), name="no_picture_after_withdrawal"
            )
        ]

    def __str__(self) -> str:
        return self.title


class PublicStory(StorySaid, PublicRow):
    profile = models.ForeignKey(PublicProfile, on_delete=models.CASCADE, related_name="stories")

    def __str__(self) -> str:
        return self.title

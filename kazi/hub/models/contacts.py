"""Who answers for a provider, and who asked to be introduced."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kazi.hub.models.profiles import ProviderProfile, PublicProfile, PublicRow
from kazi.kernel.sharing import SharedModel
from kazi.kernel.tenancy import TenantModel


class ContactSaid(models.Model):
    """A person buyers may ask for: what everybody may read of them."""

    name = models.CharField(_("Name"), max_length=200)
    role = models.CharField(
        _("What they do"), max_length=200, help_text=_("For example: operations, Kisumu.")
    )
    languages = models.JSONField(_("Languages they answer in"), default=list, blank=True)

    class Meta:
        abstract = True


class Contact(ContactSaid, TenantModel):
    """`email` is never public: it is told to a buyer once an introduction was accepted.

    Without `consented_on`, the day they agreed to be named, a person is not published.
    """

    profile = models.ForeignKey(ProviderProfile, on_delete=models.CASCADE, related_name="contacts")
    email = models.EmailField(
        _("Their e-mail address"),
        help_text=_("Never public. A buyer gets it when you accept an introduction."),
    )
    consented_on = models.DateField(
        _("Agreed to be named on"),
        null=True,
        blank=True,
        help_text=_("The day this person agreed that their name is shown. Without it they are not shown."),
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PublicContact(ContactSaid, PublicRow):
    profile = models.ForeignKey(PublicProfile, on_delete=models.CASCADE, related_name="contacts")

    def __str__(self) -> str:
        return self.name


class Introduction(SharedModel):
    """Somebody asks a provider to meet; the provider owns the row, the hub's desk reads it too.

    `once` is made with the form, so that a form sent twice is one.  `contact_name` is a copy: who
    was asked for stays known when the person has left.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Introduced")
        DECLINED = "declined", _("Declined")

    once = models.UUIDField(default=uuid.uuid4, unique=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    contact_name = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("Your name"), max_length=200)
    email = models.EmailField(_("Your e-mail address"))
    organisation = models.CharField(_("Your organisation"), max_length=200, blank=True)
    message = models.TextField(_("Your message"), max_length=4000)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    answer = models.TextField(_("Your answer"), max_length=4000, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "state", "received_at"], name="introduction_of_provider"),
            models.Index(fields=["shared_with", "state", "received_at"], name="introduction_at_desk"),
        ]

    def __str__(self) -> str:
        return f"introduction {self.pk}"

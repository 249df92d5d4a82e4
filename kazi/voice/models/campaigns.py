"""Campaigns: who is asked a poll, on which channel, when and how often.

An invitation says that somebody is asked, never whether they answered.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.channels.models import Channel, Contact
from kazi.kernel.tenancy import TenantModel
from kazi.voice.models.polls import PollVersion
from kazi.voice.rules.release.choosing import K_EMPLOYER


class Campaign(TenantModel):
    """One asking of one launched version on one channel.

    `sites`, `strata` and `languages` limit whom it may ask; empty lists limit nothing.  `seed` makes the draw
    repeatable.  `quota` is for each site and group together.  `only_members` asks those alone who agreed to
    be asked again (of a later wave), all of them and none by choice.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Not begun")
        RUNNING = "running", _("Asking")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    class How(models.TextChoices):
        ALL = "all", _("Everybody")
        SIMPLE = "simple", _("A sample, everybody with the same chance")
        PROPORTIONAL = "proportional", _("A sample from each site and group, by its size")
        EQUAL = "equal", _("A sample from each site and group, the same from each")

    version = models.ForeignKey(PollVersion, on_delete=models.PROTECT, related_name="campaigns")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(default=uuid.uuid4, editable=False)
    sites = models.JSONField(default=list)
    strata = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    how = models.CharField(_("who is asked"), max_length=12, choices=How, default=How.ALL)
    size = models.PositiveIntegerField(_("how many to ask"), null=True, blank=True)
    quota = models.PositiveIntegerField(
        _("most answers from each site and group"), null=True, blank=True,
        validators=[MinValueValidator(K_EMPLOYER)],
    )  # fmt: skip
    only_members = models.BooleanField(default=False)
    seed = models.CharField(max_length=32, editable=False)
    starts_at = models.DateTimeField(_("begin"))
    ends_at = models.DateTimeField(_("end"))
    most_reminders = models.PositiveSmallIntegerField(
        _("reminders"), default=1, validators=[MaxValueValidator(3)]
    )
    days_between = models.PositiveSmallIntegerField(
        _("days between them"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    drawn_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["org", "once"], name="one_poll_campaign_per_form"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="campaign_begins_first"),
            models.CheckConstraint(
                condition=Q(quota=None) | Q(quota__gte=K_EMPLOYER), name="campaign_quota_singles_nobody_out"
            ),
        ]

    def __str__(self) -> str:
        return f"campaign {self.pk} of {self.version_id}"

    @property
    def last_day(self) -> datetime:
        """A moment of the last day on which it asks: `ends_at` is the midnight after."""
        return self.ends_at - timedelta(seconds=1)


class Invitation(TenantModel):
    """Somebody to be asked, once for each version whatever campaigns there are; gone with the contact.

    `asked_at` and `reminders` are of what we sent.  Nothing here moves when somebody answers.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="invitations", db_index=False
    )
    version = models.ForeignKey(PollVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()  # In the order of the draw.
    zone = models.CharField(max_length=40)
    site = models.CharField(max_length=80, blank=True)
    stratum = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "contact"], name="asked_once_whatever_campaign")
        ]
        indexes = [
            models.Index(fields=["campaign", "asked_at", "place"], name="invitation_to_ask"),
            models.Index(fields=["campaign", "remind_at"], name="invitation_to_remind"),
        ]

    def __str__(self) -> str:
        return f"{self.place} of campaign {self.campaign_id}"

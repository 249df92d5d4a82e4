"""Polls, what each version of one asks, and what was recorded for calls."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.files.models import StoredFile
from kazi.kernel.tenancy import TenantModel
from kazi.voice.rules.questionnaire import Questionnaire, from_json


class Poll(TenantModel):
    """One poll of a provider or a sponsor, through all its versions.

    `once` is of the form or the file that made it, so that sending that again makes no second poll.
    """

    title = models.CharField(_("title"), max_length=200)
    once = models.UUIDField(default=uuid.uuid4, editable=False)
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["org", "once"], name="one_poll_per_form")]

    def __str__(self) -> str:
        return self.title


class PollVersion(TenantModel):
    """What a poll asks, as `rules.questionnaire.to_json` writes it.

    A draft until it is launched; from then on nothing of it changes, because answers were given to
    exactly these words.  `sha256` is that of the questionnaire when it was launched.  `findings` are the
    warnings and repairs of the file that it came from.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    questionnaire = models.JSONField()
    findings = models.JSONField(default=list)
    # Counts the changes of a draft: who edits an older one is told, and nothing is lost.
    edits = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    launched_at = models.DateTimeField(null=True)
    launched_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["poll", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="one_poll_version_per_number"),
            models.UniqueConstraint(
                fields=["poll"], condition=Q(launched_at=None), name="one_draft_per_poll"
            ),
            models.CheckConstraint(
                condition=Q(launched_at=None) | ~Q(sha256=""), name="a_launched_version_is_sealed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a draft; a launched version is written once and never again."""
        if self.pk is not None and PollVersion.objects.filter(pk=self.pk, launched_at__isnull=False).exists():
            raise RuntimeError(f"{self} is launched: it does not change any more.")
        super().save(*args, **kwargs)

    @property
    def is_launched(self) -> bool:
        return self.launched_at is not None

    def asks(self) -> Questionnaire:
        """Return the questionnaire as its own values."""
        return from_json(self.questionnaire)


class Teaching(TenantModel):
    """What a message that teaches is about, and where its claim comes from; the words are the version's own.

    A later version without a row is about the same.  `source_dated` is YYYY, YYYY-MM or YYYY-MM-DD; both
    source and date are empty where the message makes no claim.
    """

    class About(models.TextChoices):
        RIGHTS = "rights", _("Rights")
        HEALTH = "health", _("Health")
        MONEY = "money", _("Money")

    version = models.OneToOneField(PollVersion, on_delete=models.CASCADE, related_name="teaching")
    topic = models.CharField(_("topic"), max_length=8, choices=About)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_dated = models.CharField(_("its date"), max_length=10, blank=True)
    source_address = models.URLField(_("where it can be read"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source_name="", source_dated="", source_address="")
                | (~Q(source_name="") & ~Q(source_dated="")),
                name="a_source_has_a_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.version_id}"


class Recording(TenantModel):
    """One prompt, spoken in one language, for calls.

    `prompt` is its key (`rules.recordings.prompts`).  `words_sha256` is that of the words that were read
    aloud: when they change, the recording is outdated and does not count.  It stays beside the new one
    while a launched version says its words.  Without `poll` it is of words that all polls say.
    """

    poll = models.ForeignKey(Poll, null=True, on_delete=models.CASCADE, related_name="recordings")
    language = models.CharField(max_length=40)
    prompt = models.CharField(max_length=300)
    words_sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "language", "prompt", "words_sha256"], name="one_recording_of_the_same_words"
            ),
            models.UniqueConstraint(
                fields=["org", "language", "prompt"],
                condition=Q(poll=None),
                name="one_recording_of_words_for_all_polls",
            ),
        ]
        indexes = [models.Index(fields=["org", "language", "words_sha256"], name="recording_by_words")]

    def __str__(self) -> str:
        return f"{self.prompt} ({self.language})"

"""What comes of a poll: unreleased tallies, and the copies that were released.

`UnreleasedTally` and `ReleaseState` are read by the release job alone (`services/releasing.py`).
Pages, files, letters and doors for programs read `ReleasedFigures`, of which nothing is ever changed;
a test keeps it so (`tests/voice/test_results_fence.py`).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kazi.accounts.models import Organisation
from kazi.kernel.tenancy import TenantModel
from kazi.voice.models.polls import PollVersion
from kazi.voice.rules.results import Plan, plan_from_json


class ResultsPlan(TenantModel):
    """How the results of one launched version may be broken down, fixed before the first reply.

    `plan` is what `rules.results.plan_to_json` writes.  With `is_live` results come in steps while the
    poll is open, else once, when it closes.  `invited` is people by site, for the response rate.
    """

    version = models.OneToOneField(PollVersion, on_delete=models.PROTECT, related_name="results")
    plan = models.JSONField()
    is_live = models.BooleanField(default=True)
    invited = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"results of {self.version_id}"

    def told(self) -> Plan:
        """Return the plan as its own values."""
        return plan_from_json(self.plan)


class UnreleasedTally(TenantModel):
    """Unreleased: how many people of a cell gave an answer.  One row takes a reply in one statement.

    `question` and `answer` are empty for people who took part.  `cell` is a JSON list of the codes of the
    plan's dimensions.  A count lies in several `shard`s where many write at once, and is their sum.
    """

    version = models.ForeignKey(PollVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    question = models.CharField(max_length=300)
    answer = models.CharField(max_length=200)
    cell = models.CharField(max_length=1000)
    shard = models.SmallIntegerField(default=0)
    # No constraint holds it above 0: a database checks the row of an upsert before it finds the old one.
    people = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "question", "answer", "cell", "shard"], name="one_tally_per_answer"
            )
        ]

    def __str__(self) -> str:
        return f"tally of {self.version_id}"


class ReleaseState(TenantModel):
    """Unreleased: where the steps of a version stand, as `rules.release.keeping` writes it."""

    version = models.OneToOneField(PollVersion, on_delete=models.PROTECT, related_name="+")
    state = models.JSONField(default=dict)
    steps = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"state of {self.version_id}"


class ReleasedFigures(TenantModel):
    """What was released of one question in one step: written once, the same for everybody who may see it.

    `question` is empty for how many took part.  `figures` is what `rules.release.figures` returns.
    """

    version = models.ForeignKey(PollVersion, on_delete=models.PROTECT, related_name="released")
    question = models.CharField(max_length=300)
    step = models.PositiveIntegerField()
    figures = models.JSONField()
    released_at = models.DateTimeField()

    class Meta:
        ordering = ["version", "question", "-step"]
        constraints = [
            models.UniqueConstraint(fields=["version", "question", "step"], name="one_release_per_step")
        ]

    def __str__(self) -> str:
        return f"step {self.step} of {self.version_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if self.pk is not None:
            raise RuntimeError("What was released does not change any more.")
        super().save(*args, **kwargs)


class ResultLetter(TenantModel):
    """What workers who answered are told when a poll has closed, in one language."""

    version = models.ForeignKey(PollVersion, on_delete=models.PROTECT, related_name="letters")
    language = models.CharField(max_length=40)
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="one_result_letter_per_language")
        ]

    def __str__(self) -> str:
        return f"letter on {self.version_id} ({self.language})"


class PrivacyBudget(TenantModel):
    """What publishing with noise may still cost a site this year; epsilon in thousandths."""

    site = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField()
    most = models.PositiveIntegerField()
    spent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "site", "year"], name="one_privacy_budget"),
            models.CheckConstraint(condition=Q(spent__lte=F("most")), name="privacy_budget_not_overspent"),
        ]

    def __str__(self) -> str:
        return f"{self.site or 'all'} {self.year}: {self.spent} of {self.most}"


class PrivacySpend(TenantModel):
    """One spending from one budget, for one poll: recorded and never taken back."""

    budget = models.ForeignKey(PrivacyBudget, on_delete=models.PROTECT, related_name="spends")
    version = models.ForeignKey(PollVersion, on_delete=models.PROTECT, related_name="+")
    epsilon = models.PositiveIntegerField()
    spent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "version"], name="a_poll_spends_once")]

    def __str__(self) -> str:
        return f"{self.epsilon} for {self.version_id}"


class PublishedPoll(models.Model):
    """A copy for everybody: figures with noise, drawn once.  It names no site and no employer's count."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version_number = models.PositiveBigIntegerField(unique=True)
    title = models.CharField(max_length=200)
    figures = models.JSONField()
    is_demo = models.BooleanField(default=False)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.title

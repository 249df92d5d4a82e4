"""What each person's reply counts as at this moment, so that it is counted once and can be taken back."""

from __future__ import annotations

from django.db import models

from kazi.kernel.tenancy import TenantModel
from kazi.voice.models.polls import PollVersion


class CountedReply(TenantModel):
    """One person's reply as it stands in the unreleased tally: that is the sum of all of these.

    `who` is the pseudonym for this version alone.  `reply` is JSON: answers to questions that are counted
    (garbled ones garbled, never words of somebody's own), and whether the talk has ended.  Nothing but
    `hot.counted` reads it.
    """

    version = models.ForeignKey(PollVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    who = models.UUIDField()
    reply = models.TextField()

    class Meta:
        verbose_name_plural = "counted replies"
        constraints = [models.UniqueConstraint(fields=["version", "who"], name="one_counted_reply")]

    def __str__(self) -> str:
        return f"a reply to {self.version_id}"

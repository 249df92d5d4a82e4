"""One poll asked again in waves, and the answers that stay together over them.

`PanelMember`, `LinkedReply` and `WaveCounts` are unreleased: only linking and the release of a wave name
them, and a test keeps it so.  Pages read `ReleasedWave`, which is written once.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kazi.accounts.models import Membership
from kazi.kernel.tenancy import TenantModel
from kazi.voice.models.polls import Poll, PollVersion


class Panel(TenantModel):
    """A poll that is asked in waves, from its first launch on.

    Its study in the vault, and the purpose that people agree to, is `panel:` with its number.
    """

    poll = models.OneToOneField(Poll, on_delete=models.CASCADE, related_name="panel")
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"panel:{self.pk}"

    @property
    def study(self) -> str:
        return f"panel:{self.pk}"


class Wave(TenantModel):
    """One asking of a panel: a version of the poll with the same questions, counted from 1."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="waves", db_index=False)
    number = models.PositiveIntegerField()
    version = models.OneToOneField(PollVersion, on_delete=models.PROTECT, related_name="wave")

    class Meta:
        ordering = ["panel", "number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="one_wave_per_number"),
        ]

    def __str__(self) -> str:
        return f"wave {self.number} of panel {self.panel_id}"


class PanelMember(TenantModel):
    """Somebody who has agreed to be asked again, under the study's pseudonym; gone when they take it back."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="+", db_index=False)
    who = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "who"], name="one_member_of_a_panel")]

    def __str__(self) -> str:
        return f"a member of panel {self.panel_id}"


class LinkedReply(TenantModel):
    """What a member's reply to a wave counts as, as in `CountedReply` but under the study's pseudonym."""

    version = models.ForeignKey(PollVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    who = models.UUIDField()
    reply = models.TextField()

    class Meta:
        verbose_name_plural = "linked replies"
        constraints = [models.UniqueConstraint(fields=["version", "who"], name="one_linked_reply")]

    def __str__(self) -> str:
        return f"a linked reply to {self.version_id}"


class WaveCounts(TenantModel):
    """Unreleased: counts that told shares were read from, as `rules.release.wave_keeping` writes them.

    One row for each wave that is closed; later ones keep away from all of them.
    """

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="+")
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "wave counts"

    def __str__(self) -> str:
        return f"counts of {self.wave_id}"


class ReleasedWave(TenantModel):
    """What a later wave tells, written when it closes: the same for everybody who may see it.

    `figures` has "questions" by code, "again" (of the panel of the wave before, how many in 100 answered
    both times, in steps of 5, None for too few) and "members" (people in the panel, in tens, or None).
    """

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="released")
    figures = models.JSONField()
    released_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"released figures of {self.wave_id}"

"""Published statistics: copies that no later change of the records behind them can reach."""

from __future__ import annotations

from django.db import models


class StatisticsRelease(models.Model):
    """What was counted up to the end of a day, with small groups already hidden.

    `figures` is what `kazi.hub.rules.statistics.release_of` returns; nothing finer is stored.
    """

    as_of = models.DateField()
    is_demo = models.BooleanField(default=False)
    method = models.PositiveSmallIntegerField()  # The version of the method, printed with the figures.
    figures = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["as_of", "is_demo"], name="one_release_per_day")]

    def __str__(self) -> str:
        return f"statistics of {self.as_of}"

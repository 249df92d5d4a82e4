"""Figures of countries, what was imported when, and what the hub writes about a country.

Public rows of no organisation.  A country is named by its two letters, as profiles name it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership


class CountryFigure(models.Model):
    """One figure of one country for one year by one source.  All years are kept.

    `is_latest` marks the one that is shown: of the newest year, and among several sources of that
    year the one that came last.  The importer keeps it.
    """

    country = models.CharField(max_length=2)
    indicator = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    value = models.FloatField()
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=200, blank=True)
    is_latest = models.BooleanField(default=False)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "indicator", "year", "source"], name="one_figure_per_source_and_year"
            ),
            models.UniqueConstraint(
                fields=["country", "indicator"], condition=Q(is_latest=True), name="one_latest_figure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.indicator} {self.year}"


class OtherIndicator(models.Model):
    """An indicator that files brought and that the catalogue does not know: kept, shown, not used."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name or self.code


class FigureImport(models.Model):
    """One import that came to its end.  The newest one tells pages that their memory is old."""

    name = models.CharField(max_length=255)
    released = models.CharField(max_length=40, blank=True)  # "Last updated", as the file says it.
    imported = models.PositiveIntegerField()
    corrected = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    # What the index drew from the figures as they were after it, under the recipe of the drawing.
    intervals = models.JSONField(default=dict)
    recipe = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class CountryText(models.Model):
    """What the hub's staff write about a country, in Markdown; one text for each language."""

    country = models.CharField(max_length=2)
    language = models.CharField(max_length=10, default="en")
    text = models.TextField(
        _("Text"),
        max_length=8000,
        blank=True,
        help_text=_("Markdown. Name the source of each figure and its date. An empty text is taken off."),
    )
    changed_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "language"], name="one_text_per_country_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.country} ({self.language})"

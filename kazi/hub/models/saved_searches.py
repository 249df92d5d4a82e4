"""Searches that somebody wants to be written to about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """A question to the search, the address that asked for news of it, and how often.

    Of no organisation: anybody may save one.  Nothing is sent before `confirmed_at` but the letter
    that asks for it.  `digest` names the question, so that the same address saves it once.
    Whoever stops the letters is forgotten: the row goes.
    """

    class Rhythm(models.TextChoices):
        DAY = "day", _("Every day")
        WEEK = "week", _("Every week")

    email = models.EmailField(_("Your e-mail address"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    words = models.CharField(max_length=200, blank=True)
    filters = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)
    rhythm = models.CharField(_("How often"), max_length=4, choices=Rhythm, default=Rhythm.WEEK)
    language = models.CharField(max_length=10)
    site = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    seen_until = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["email", "digest"], name="one_letter_for_one_search")]
        indexes = [models.Index(fields=["due_at"], name="saved_search_due")]

    def __str__(self) -> str:
        return f"saved search {self.pk}"

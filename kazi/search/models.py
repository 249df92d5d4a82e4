"""What can be found, and the words it can be found by."""

from __future__ import annotations

from django.db import models


class SearchDoc(models.Model):
    """One thing that everybody may read, in one language; written by `services.put` only.

    The `..._words` are the compared words of each text, with one space between: the databases'
    full-text indexes are made of them (migration 0002).  A change is a new row with a new number.
    """

    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=100)
    language = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    keywords = models.TextField(blank=True)
    body = models.TextField(blank=True)
    facets = models.JSONField(default=dict, blank=True)
    path = models.CharField(max_length=400)
    is_demo = models.BooleanField(default=False)
    at = models.DateTimeField()
    title_words = models.TextField(blank=True)
    keyword_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref", "language"], name="one_doc_for_each_language")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class SearchWord(models.Model):
    """A word that stands, or stood, in some text: what a misspelt one is compared with."""

    word = models.CharField(max_length=40, unique=True)
    shown = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.shown


class SearchState(models.Model):
    """One row: what can be found changed when `stamp` did.  It is also the writers' lock."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.stamp

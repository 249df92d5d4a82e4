"""The vault's tables.  They name nobody and no organisation, and refer to no other database."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Number(models.Model):
    """One number as E.164, or a provider's own name of a chat, or a mail address.

    `lookup` is its keyed hash, `sealed` the number itself; `key` says which secret made both.  The id is
    random, so it says nothing of the number, and with the row every pseudonym of the person loses its
    meaning.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lookup = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=512)
    key = models.CharField(max_length=8)

    class Meta:
        indexes = [models.Index(fields=["key", "id"], name="number_to_rotate")]

    def __str__(self) -> str:
        return str(self.pk)


class Study(models.Model):
    """One purpose under which people have pseudonyms of its own: a poll, or a panel over several waves.

    Pseudonyms are made with the study's random key, which only this row holds.  When it is destroyed
    nobody, with whatever key and number in hand, can say again whose answers a pseudonym stands for.
    Keys of polls are in no backup; those of panels are, as their people agreed to be asked again.
    """

    name = models.CharField(max_length=120, primary_key=True)
    is_panel = models.BooleanField(default=False)
    sealed = models.BinaryField(max_length=128, null=True)
    key = models.CharField(max_length=8)
    made_at = models.DateTimeField(default=timezone.now)
    shred_at = models.DateTimeField(null=True)
    shredded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shred_at"], name="study_to_shred")]
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.name

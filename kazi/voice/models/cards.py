"""Cards by which people come to a poll without anybody's list.

A card says where it was handed out and never to whom.  No row here has a person, a number or an answer, and
no answer has a card.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership
from kazi.kernel.tenancy import TenantModel
from kazi.voice.models.polls import PollVersion


class CardLot(TenantModel):
    """Cards that were made together for one version, which all say the same about who uses them.

    `question` and `answer` are what they say, by the codes of the poll, or both "".  `code` is the one that
    many share; "" for cards that work once, whose codes nobody can read again.
    """

    version = models.ForeignKey(PollVersion, on_delete=models.PROTECT, related_name="card_lots")
    once = models.UUIDField(default=uuid.uuid4, editable=False)
    question = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12)
    count = models.PositiveIntegerField(_("how many"))
    is_single_use = models.BooleanField(_("each card works once"), default=False)
    code = models.CharField(max_length=12, blank=True)
    last_day = models.DateField(_("last day"))
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField(default=timezone.localdate)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["org", "once"], name="one_lot_of_cards_per_form")]

    def __str__(self) -> str:
        return f"{self.count} cards for {self.version_id}"

    def is_good_on(self, day: date) -> bool:
        return self.withdrawn_on is None and day <= self.last_day


class Card(TenantModel):
    """A code that still opens something, as a keyed hash.  One that works once is gone when it was used."""

    lot = models.ForeignKey(CardLot, on_delete=models.CASCADE, related_name="cards")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "digest"], name="one_card_of_a_code")]

    def __str__(self) -> str:
        return f"a card of lot {self.lot_id}"


class WrongCodes(TenantModel):
    """How many wrong codes came from one phone on one day, or on one line in one hour, under a keyed hash."""

    whose = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)
    day = models.DateField()

    class Meta:
        verbose_name_plural = "wrong codes"
        constraints = [models.UniqueConstraint(fields=["org", "whose"], name="one_count_of_wrong_codes")]
        indexes = [models.Index(fields=["day"], name="wrong_codes_on")]

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"

"""Where talks stand, what was answered and agreed to.  No number of a phone is in any of these tables.

`who` of a talk is the person's pseudonym with this organisation; `who` of an answer is the pseudonym
for its subject alone, whose key the vault destroys when the subject has ended long enough ago.  Days
are kept, never the time of day.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kazi.channels.models import Channel
from kazi.kernel.tenancy import TenantModel


class Talk(TenantModel):
    """One person's talk with the organisation, on any channel: `place` is `rules.place.Place` as JSON."""

    who = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    place = models.TextField()
    heard_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "who"], name="one_talk_with_a_person")]
        indexes = [models.Index(fields=["heard_on"], name="talk_heard_on")]

    def __str__(self) -> str:
        return f"Talk {self.pk}"


class Received(TenantModel):
    """What came in once, by a hash of channel and key, and what was answered: the same when it comes again.

    Forgotten after the days in which providers send again.
    """

    key = models.CharField(max_length=32, primary_key=True)
    said = models.TextField()
    day = models.DateField()

    class Meta:
        verbose_name_plural = "received"
        indexes = [models.Index(fields=["day"], name="received_on")]

    def __str__(self) -> str:
        return self.key


class Answer(TenantModel):
    """One answer of one person to one question; an answer given again replaces it.  `value` is JSON."""

    subject = models.CharField(max_length=80)
    who = models.UUIDField()
    question = models.CharField(max_length=120)
    value = models.TextField()
    medium = models.CharField(max_length=10)
    language = models.CharField(max_length=12)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "subject", "who", "question"], name="one_answer_to_a_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.question}"


class Taking(TenantModel):
    """That a person was asked about a subject, and how that ended: done is once for all."""

    class State(models.TextChoices):
        BEGUN = "begun", _("Begun")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")
        STOPPED = "stopped", _("Stopped")
        ERASED = "erased", _("Erased")

    who = models.UUIDField()
    subject = models.CharField(max_length=80)
    script = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State, default=State.BEGUN)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "who", "subject"], name="one_taking_of_a_subject")
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.state})"


class Decision(TenantModel):
    """What a person has agreed to or refused, by purpose and version of the words; STOP withdraws all."""

    who = models.UUIDField()
    purpose = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    agreed = models.BooleanField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "who", "purpose", "version"], name="one_decision_on_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}: {'agreed' if self.agreed else 'refused'}"


class Tally(TenantModel):
    """How often an answer was given to a question of one of the room's own scripts; not for the employer."""

    subject = models.CharField(max_length=80)
    question = models.CharField(max_length=120)
    value = models.CharField(max_length=80)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "subject", "question", "value"], name="one_count_of_an_answer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.question} {self.value}: {self.count}"


class Reception(TenantModel):
    """What a channel does with whoever comes: the languages it offers, and the script it usually begins."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="reception")
    languages = models.JSONField(default=list)
    script = models.CharField(max_length=40, blank=True)
    state = models.JSONField(default=dict)
    calls_back = models.BooleanField(_("refuse calls, and call back free of charge"), default=False)

    def __str__(self) -> str:
        return f"Reception of {self.channel}"


class Keyword(TenantModel):
    """A word, such as the code on a card, that begins a script on any of the organisation's channels."""

    word = models.CharField(max_length=40)
    script = models.CharField(max_length=40)
    state = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "word"], name="one_meaning_of_a_word")]

    def __str__(self) -> str:
        return self.word

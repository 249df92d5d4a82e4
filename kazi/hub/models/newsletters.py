"""The hub's letter to its readers: who wants it, and which issues went to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kazi.hub.models.articles import ArticleVersion


class Reader(models.Model):
    """An address that wants the letter.  Nothing but the question is sent before `confirmed_at`."""

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(auto_now=True)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"reader {self.pk}"


class Newsletter(models.Model):
    """One issue in one language."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENDING = "sending", _("On its way")
        SENT = "sent", _("Sent")

    language = models.CharField(_("Language"), max_length=10)
    subject = models.CharField(_("Subject"), max_length=150)
    opening = models.TextField(_("Opening"), max_length=4000, help_text=_("Plain text, as in a letter."))
    articles: models.ManyToManyField[ArticleVersion, models.Model] = models.ManyToManyField(
        ArticleVersion, blank=True, related_name="+"
    )
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT)
    site = models.CharField(max_length=200, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.subject


class NewsletterCopy(models.Model):
    """One issue for one reader: the row is what keeps a letter from going twice."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="copies")
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "newsletter copies"
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "reader"], name="one_copy_for_each_reader")
        ]

    def __str__(self) -> str:
        return f"{self.newsletter} to reader {self.reader_id}"

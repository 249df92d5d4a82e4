"""What people say to each other on the hub: comments under articles, and the providers' exchange.

What nobody sees for now is in `Held`, as everything that moderators look at.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from kazi.accounts.models import Organisation
from kazi.hub.models.articles import Article


class Said(models.Model):
    """Words of one person for one organisation.  `once` comes with the form: sent twice is once."""

    once = models.UUIDField(default=uuid.uuid4, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=3000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Comment(Said):
    """A question or remark under an article, which everybody may read."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="comments")

    class Meta:
        indexes = [models.Index(fields=["article", "at"], name="comment_in_order")]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Topic(Said):
    """A question that one provider asks the others; visitors and clients never see it."""

    title = models.CharField(max_length=200)
    solved_by = models.OneToOneField(
        "Reply", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["-last_at"], name="topic_latest")]

    def __str__(self) -> str:
        return self.title


class Reply(Said):
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="replies")

    class Meta:
        verbose_name_plural = "replies"
        indexes = [models.Index(fields=["topic", "at"], name="reply_in_order")]

    def __str__(self) -> str:
        return f"reply {self.pk}"

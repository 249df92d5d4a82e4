"""Resources and news: an article in one or more languages, each published in numbered versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Organisation
from kazi.hub.rules.articles import KINDS, LICENCES, TOPICS


class Article(models.Model):
    """A piece for everybody, whatever the language.  `org` is who wrote it, and may change it."""

    kind = models.CharField(
        _("Where it appears"), max_length=10, choices=[(code, _(text)) for code, text in KINDS.items()]
    )
    topic = models.CharField(
        _("What it is"), max_length=10, choices=[(code, _(text)) for code, text in TOPICS.items()]
    )
    slug = models.SlugField(max_length=80, unique=True)
    licence = models.CharField(
        _("Licence"),
        max_length=12,
        choices=[(code, one.name) for code, one in LICENCES.items()],
        default="CC-BY-4.0",
    )
    author_name = models.CharField(_("Author"), max_length=200)
    source_url = models.URLField(_("First published at"), max_length=300, blank=True)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Edition(models.Model):
    """The text of an article in one language as it is being worked on.

    What the public reads is `current`, which stays as it is until a newer version is published.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for a second reader")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(_("Language"), max_length=10)
    title = models.CharField(_("Title"), max_length=200)
    summary = models.CharField(_("In one or two sentences"), max_length=300)
    body = models.TextField(_("Text"), max_length=60_000, help_text=_("In Markdown."))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    editor_says = models.CharField(max_length=1000, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    current = models.OneToOneField(
        "ArticleVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "language"], name="one_edition_for_each_language")
        ]

    def __str__(self) -> str:
        return f"{self.article} ({self.language})"


class ArticleVersion(models.Model):
    """What was published: never changed, so that a quotation can be checked later."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300)
    body = models.TextField()
    licence = models.CharField(max_length=12)
    author_name = models.CharField(max_length=200)
    change = models.CharField(_("What is new"), max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_article_version_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.edition} v{self.number}"

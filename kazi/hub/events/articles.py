"""Resources, news and the newsletter."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ArticlePublished(Event):
    name = "hub.article_published"
    version_id: str


@dataclass(frozen=True, slots=True)
class ArticleWithdrawn(Event):
    name = "hub.article_withdrawn"
    edition_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class NewsletterSent(Event):
    name = "hub.newsletter_sent"
    newsletter_id: str

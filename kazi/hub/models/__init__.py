"""The hub's tables, by subject."""

from kazi.hub.models.articles import Article, ArticleVersion, Edition
from kazi.hub.models.letters import WorkRequest
from kazi.hub.models.newsletters import Newsletter, NewsletterCopy, Reader
from kazi.hub.models.profiles import Claims, Place, ProviderProfile, PublicProfile, PublicProfiles
from kazi.hub.models.talk import Comment, Reply, Topic, Visible

__all__ = [
    "Article",
    "ArticleVersion",
    "Claims",
    "Comment",
    "Edition",
    "Newsletter",
    "NewsletterCopy",
    "Place",
    "ProviderProfile",
    "PublicProfile",
    "PublicProfiles",
    "Reader",
    "Reply",
    "Topic",
    "Visible",
    "WorkRequest",
]

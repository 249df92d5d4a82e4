"""The hub's tables, by subject."""

from kazi.hub.models.articles import Article, ArticleVersion, Edition
from kazi.hub.models.certification import (
    Application,
    Certificate,
    CertificateEntry,
    Evidence,
    Requirement,
    ReviewQuestion,
    SelfAssessment,
    Standard,
)
from kazi.hub.models.contacts import Contact, ContactSaid, Introduction, PublicContact
from kazi.hub.models.figures import Figure, FigureCheck, FigureSaid, PublicFigure, Standing
from kazi.hub.models.letters import WorkRequest
from kazi.hub.models.live import LiveChoice, PublicLiveFigure
from kazi.hub.models.newsletters import Newsletter, NewsletterCopy, Reader
from kazi.hub.models.places import PublicSite, PublicSupport, Site, SiteSaid, Support, SupportSaid
from kazi.hub.models.profiles import (
    Archetype,
    Claims,
    Place,
    ProviderProfile,
    PublicProfile,
    PublicProfiles,
    Stage,
)
from kazi.hub.models.references import PublishedReference
from kazi.hub.models.stories import PublicStory, Story, StorySaid
from kazi.hub.models.talk import Comment, Reply, Topic, Visible

__all__ = [
    "Application",
    "Archetype",
    "Article",
    "ArticleVersion",
    "Certificate",
    "CertificateEntry",
    "Claims",
    "Comment",
    "Contact",
    "ContactSaid",
    "Edition",
    "Evidence",
    "Figure",
    "FigureCheck",
    "FigureSaid",
    "Introduction",
    "LiveChoice",
    "Newsletter",
    "NewsletterCopy",
    "Place",
    "ProviderProfile",
    "PublicContact",
    "PublicFigure",
    "PublicLiveFigure",
    "PublicProfile",
    "PublicProfiles",
    "PublicSite",
    "PublicStory",
    "PublicSupport",
    "PublishedReference",
    "Reader",
    "Reply",
    "Requirement",
    "ReviewQuestion",
    "SelfAssessment",
    "Site",
    "SiteSaid",
    "Stage",
    "Standard",
    "Standing",
    "Story",
    "StorySaid",
    "Support",
    "SupportSaid",
    "Topic",
    "Visible",
    "WorkRequest",
]

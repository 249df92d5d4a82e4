"""The hub's tables, by subject."""

from kazi.hub.models.advocates import Advocate
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
    WithdrawalAppeal,
)
from kazi.hub.models.claims import Listing, ProfileClaim
from kazi.hub.models.contacts import Contact, ContactSaid, Introduction, PublicContact
from kazi.hub.models.countries import CountryFigure, CountryText, FigureImport, OtherIndicator
from kazi.hub.models.figures import Figure, FigureCheck, FigureSaid, PublicFigure, Standing
from kazi.hub.models.letters import WorkRequest
from kazi.hub.models.live import LiveChoice, PublicLiveFigure
from kazi.hub.models.moderation import Case, Held, Report, Why, held_numbers, held_refs
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
from kazi.hub.models.saved_searches import SavedSearch
from kazi.hub.models.statistics import StatisticsRelease
from kazi.hub.models.stories import PublicStory, Story, StorySaid
from kazi.hub.models.talk import Comment, Reply, Topic

__all__ = [
    "Advocate",
    "Application",
    "Archetype",
    "Article",
    "ArticleVersion",
    "Case",
    "Certificate",
    "CertificateEntry",
    "Claims",
    "Comment",
    "Contact",
    "ContactSaid",
    "CountryFigure",
    "CountryText",
    "Edition",
    "Evidence",
    "Figure",
    "FigureCheck",
    "FigureImport",
    "FigureSaid",
    "Held",
    "Introduction",
    "Listing",
    "LiveChoice",
    "Newsletter",
    "NewsletterCopy",
    "OtherIndicator",
    "Place",
    "ProfileClaim",
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
    "Report",
    "Requirement",
    "ReviewQuestion",
    "SavedSearch",
    "SelfAssessment",
    "Site",
    "SiteSaid",
    "Stage",
    "Standard",
    "Standing",
    "StatisticsRelease",
    "Story",
    "StorySaid",
    "Support",
    "SupportSaid",
    "Topic",
    "Why",
    "WithdrawalAppeal",
    "WorkRequest",
    "held_numbers",
    "held_refs",
]

"""What the hub tells the rest of the system."""

from __future__ import annotations

from kazi.hub.events.articles import ArticlePublished, ArticleWithdrawn, NewsletterSent
from kazi.hub.events.certification import (
    ApplicationAppealed,
    ApplicationSubmitted,
    CertificateGranted,
    CertificateLapsed,
    CertificateRefused,
    CertificateRestored,
    CertificateWithdrawn,
    StandardPutInForce,
    WithdrawalAppealed,
    WithdrawalConfirmed,
)
from kazi.hub.events.countries import CountryFiguresImported, CountryTextChanged, StatisticsPublished
from kazi.hub.events.listings import AdvocateChanged, ProfileClaimBegun, ProfileClaimSettled, ProviderListed
from kazi.hub.events.meeting import IntroductionAnswered, IntroductionAsked, WorkRequestChanged, WorkRequested
from kazi.hub.events.moderation import AppealDecided, CaseAppealed, CaseDecided, CaseOpened
from kazi.hub.events.profiles import (
    ConsentWithdrawn,
    FigureCheckAsked,
    FigureChecked,
    LiveFigureAgreed,
    ProfilePublished,
    ProfileWithdrawn,
    ReferencePublished,
    ReferenceReplied,
)

__all__ = [
    "AdvocateChanged",
    "AppealDecided",
    "ApplicationAppealed",
    "ApplicationSubmitted",
    "ArticlePublished",
    "ArticleWithdrawn",
    "CaseAppealed",
    "CaseDecided",
    "CaseOpened",
    "CertificateGranted",
    "CertificateLapsed",
    "CertificateRefused",
    "CertificateRestored",
    "CertificateWithdrawn",
    "ConsentWithdrawn",
    "CountryFiguresImported",
    "CountryTextChanged",
    "FigureCheckAsked",
    "FigureChecked",
    "IntroductionAnswered",
    "IntroductionAsked",
    "LiveFigureAgreed",
    "NewsletterSent",
    "ProfileClaimBegun",
    "ProfileClaimSettled",
    "ProfilePublished",
    "ProfileWithdrawn",
    "ProviderListed",
    "ReferencePublished",
    "ReferenceReplied",
    "StandardPutInForce",
    "StatisticsPublished",
    "WithdrawalAppealed",
    "WithdrawalConfirmed",
    "WorkRequestChanged",
    "WorkRequested",
]

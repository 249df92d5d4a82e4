"""The hub's tables, by subject."""

from kazi.hub.models.countries import CountryFigure, CountryText, FigureImport, OtherIndicator
from kazi.hub.models.letters import WorkRequest
from kazi.hub.models.profiles import Claims, Place, ProviderProfile, PublicProfile, PublicProfiles
from kazi.hub.models.statistics import StatisticsRelease

__all__ = [
    "Claims",
    "CountryFigure",
    "CountryText",
    "FigureImport",
    "OtherIndicator",
    "Place",
    "ProviderProfile",
    "PublicProfile",
    "PublicProfiles",
    "StatisticsRelease",
    "WorkRequest",
]

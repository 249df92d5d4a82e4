"""The hub's tables, by subject."""

from kazi.hub.models.letters import WorkRequest
from kazi.hub.models.profiles import Claims, Place, ProviderProfile, PublicProfile, PublicProfiles

__all__ = ["Claims", "Place", "ProviderProfile", "PublicProfile", "PublicProfiles", "WorkRequest"]

"""Tables of care."""

from kazi.care.models.directory import (
    Doubt,
    Keeping,
    Listed,
    LocalService,
    ServiceAtLocation,
    ServiceLocation,
    ServiceOrganisation,
    Taxonomy,
    TaxonomyTerm,
)
from kazi.care.models.referrals import Appeal, Referral, ReferralStep, Slip, UnmetNeed

__all__ = [
    "Appeal",
    "Doubt",
    "Keeping",
    "Listed",
    "LocalService",
    "Referral",
    "ReferralStep",
    "ServiceAtLocation",
    "ServiceLocation",
    "ServiceOrganisation",
    "Slip",
    "Taxonomy",
    "TaxonomyTerm",
    "UnmetNeed",
]

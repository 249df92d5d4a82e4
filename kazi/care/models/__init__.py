"""Tables of care."""

from kazi.care.models.cases import Case, CaseMessage, CaseStage, Notice
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
    "Case",
    "CaseMessage",
    "CaseStage",
    "Doubt",
    "Keeping",
    "Listed",
    "LocalService",
    "Notice",
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

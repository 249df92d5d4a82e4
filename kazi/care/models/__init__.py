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

__all__ = [
    "Doubt",
    "Keeping",
    "Listed",
    "LocalService",
    "ServiceAtLocation",
    "ServiceLocation",
    "ServiceOrganisation",
    "Taxonomy",
    "TaxonomyTerm",
]

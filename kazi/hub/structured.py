"""A provider as schema.org data, for search engines and other programs that read pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from kazi.credentials.queries.issuers import site_address
from kazi.hub.models import Certificate, PublicProfile
from kazi.hub.queries.certification import valid_certificates
from kazi.hub.queries.desk import hub_name
from kazi.hub.queries.showing import Showcase
from kazi.hub.rules.catalogue import SERVICES

More = Callable[[PublicProfile], dict[str, Any]]
_more: list[More] = []


def tells_more(more: More) -> More:
    """Register what another subject adds to a provider, such as its certificates (`hasCertification`).

    The function gets the public profile and returns properties of schema.org's Organization.
    """
    _more.append(more)
    return more


def organisation_data(shown: Showcase, address: str) -> dict[str, Any]:
    """Return a published provider as an Organization; `address` is the full URL of its page.

    Only what people see on the page is in it, and nothing that reads like a fact where the page
    calls it a claim: figures stay out.
    """
    profile = shown.profile
    if not isinstance(profile, PublicProfile):
        raise TypeError("Only what is published is told to programs.")
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": address,
        "url": address,
        "name": profile.name,
        "description": " ".join(profile.story.split()),
        "foundingDate": str(profile.founded) if profile.founded else "",
        "sameAs": profile.website,
        "knowsLanguage": profile.languages,
        "address": [
            {"@type": "PostalAddress", "addressLocality": site.town, "addressCountry": site.country}
            for site in shown.sites
        ]
        or ({"@type": "PostalAddress", "addressCountry": profile.country} if profile.country else ""),
        "makesOffer": [
            {"@type": "Offer", "itemOffered": {"@type": "Service", "name": SERVICES[code]}}
            for code in profile.services
            if code in SERVICES
        ],
        "contactPoint": [
            {
                "@type": "ContactPoint",
                "name": contact.name,
                "contactType": contact.role,
                "availableLanguage": contact.languages,
                "url": f"{address}write/",
            }
            for contact in shown.contacts
        ],
        "funder": [{"@type": "Organization", "name": one.who} for one in shown.supports],
    }
    for more in _more:
        told |= more(profile)
    return {name: value for name, value in told.items() if value}


@tells_more
def held_certificates(profile: PublicProfile) -> dict[str, Any]:
    """Return the provider's valid certificates; those that ended or were withdrawn are left out."""
    held = valid_certificates(profile.provider_id)
    return {"hasCertification": [certification_data(one) for one in held]} if held else {}


def certification_data(certificate: Certificate, *, is_active: bool = True) -> dict[str, Any]:
    """Return a certificate as schema.org's Certification."""
    page = f"{site_address()}{reverse('hub:certificate', args=[certificate.pk])}"
    status = "Active" if is_active else "Inactive"
    return {
        "@type": "Certification",
        "@id": page,
        "url": page,
        "name": f"{certificate.standard.name}, {certificate.standard.version}",
        "issuedBy": {"@type": "Organization", "name": hub_name(), "url": f"{site_address()}/"},
        "validFrom": certificate.starts_on.isoformat(),
        "expires": certificate.ends_on.isoformat(),
        "certificationStatus": f"https://schema.org/Certification{status}",
    }

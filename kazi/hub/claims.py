"""What a profile claims, as lines that can be read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kazi.hub.models import Claims, PublicProfile
from kazi.hub.rules.catalogue import SECTORS, SERVICES
from kazi.hub.rules.names import country_name, language_name


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing a provider says of itself: a heading and a text or several."""

    label: str
    texts: list[str]


def claims_of(profile: Claims) -> list[Claim]:
    """Return what the provider has said, in the reader's language; empty things are left out."""
    capacity = "" if profile.capacity is None else str(profile.capacity)
    told = [
        Claim(_("Services"), services_of(profile)),
        Claim(
            _("Fields they know"),
            [_(SECTORS[code]) for code in profile.sectors if code in SECTORS],
        ),
        Claim(_("Languages"), languages_of(profile)),
        Claim(_("Where"), [profile.sites]),
        Claim(_("How people work"), [profile.get_place_display()]),
        Claim(_("People who can work at the same time"), [capacity]),
        Claim(_("Whom they hire"), [profile.hires]),
        Claim(_("Contact person"), [profile.contact_name]),
    ]
    filled = [Claim(one.label, [text for text in one.texts if text]) for one in told]
    return [one for one in filled if one.texts]


def services_of(profile: Claims) -> list[str]:
    return [_(SERVICES[code]) for code in profile.services if code in SERVICES]


def languages_of(profile: Claims) -> list[str]:
    return [language_name(code, get_language() or "en") for code in profile.languages]


@dataclass(frozen=True, slots=True)
class Card:
    """A provider in a list."""

    profile: PublicProfile
    country: str
    services: list[str]
    languages: list[str]


def card(profile: PublicProfile) -> Card:
    country = country_name(profile.country, get_language() or "en") if profile.country else ""
    return Card(profile, country, services_of(profile)[:4], languages_of(profile)[:5])

"""What a profile claims, as lines that can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kazi.hub.models import Archetype, Claims, PublicProfile, Stage
from kazi.hub.rules.catalogue import GROUPS, SECTORS, SECURITY, SERVICES
from kazi.hub.rules.names import country_name, language_name


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing a provider says of itself: a heading and a text or several."""

    label: str
    texts: list[str]


def claims_of(profile: Claims) -> list[Claim]:
    """Return what the provider has said, in the reader's language; empty things are left out.

    Stories, people, places and figures are rows with headings of their own.
    """
    capacity = "" if profile.capacity is None else str(profile.capacity)
    told = [
        Claim(_("Services"), services_of(profile)),
        Claim(_("Fields they know"), _words(SECTORS, profile.sectors)),
        Claim(_("Languages"), languages_of(profile)),
        Claim(_("People who can work at the same time"), [capacity]),
        Claim(_("How people work"), [profile.get_place_display()]),
        Claim(_("Stage"), [stage_of(profile)]),
        Claim(_("Kind of company"), [archetype_of(profile)]),
        Claim(_("Working since"), [str(profile.founded or "")]),
    ]
    filled = [Claim(one.label, [text for text in one.texts if text]) for one in told]
    return [one for one in filled if one.texts]


def services_of(profile: Claims) -> list[str]:
    return _words(SERVICES, profile.services)


def groups_of(profile: Claims) -> list[str]:
    return _words(GROUPS, profile.groups)


def security_of(profile: Claims) -> list[str]:
    return _words(SECURITY, profile.security)


def languages_of(profile: Claims) -> list[str]:
    return [language_name(code, get_language() or "en") for code in profile.languages]


def stage_of(profile: Claims) -> str:
    return str(Stage(profile.stage).label) if profile.stage else ""


def archetype_of(profile: Claims) -> str:
    """Return what kind of company it is, in the third person."""
    return {
        Archetype.ISSP.value: _("An impact sourcing provider: people hired for impact do most of the work"),
        Archetype.DIRECT.value: _("A larger company that hires some of its people for impact"),
        Archetype.SUBCONTRACT.value: _("Takes work and passes parts of it on to impact sourcing providers"),
    }.get(profile.archetype, "")


def _words(catalogue: Mapping[str, str], codes: Iterable[str]) -> list[str]:
    return [_(catalogue[code]) for code in codes if code in catalogue]


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

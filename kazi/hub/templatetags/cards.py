"""Providers in a list.  A page has two dozen of them: as an included template they took most of its time."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kazi.hub.claims import Card
from kazi.hub.queries.listings import listed_ids
from kazi.hub.templatetags.listed import certificates

register = template.Library()


@register.simple_tag
def provider_card(card: Card) -> SafeString:
    """Return a provider as a card: name, places, story, services, and whose words these are."""
    profile = card.profile
    services = "".join(f'<span class="badge quiet">{escape(service)}</span> ' for service in card.services)
    places = ", ".join(filter(None, (profile.sites, card.country)))
    path = reverse("hub:provider", args=[profile.slug])
    written = (
        '<section class="card provider">\n'
        f'  <h3><a href="{escape(path)}">{escape(profile.name)}</a></h3>\n'
        f'  <p class="quiet">{escape(places)}</p>\n'
        f'  <p class="story">{escape(profile.story)}</p>\n'
        f"  <p>{services}</p>\n"
        f"{_certificates(card)}"
        f'  <p class="claimed">{escape(_whose_words(card))}</p>\n'
        "</section>\n"
    )
    return mark_safe(written)  # noqa: S308 -- every text is escaped above.


def _certificates(card: Card) -> str:
    """Return the line of the certificates that the provider holds today, or nothing."""
    held = [
        f'<a class="badge good" href="{escape(reverse("hub:certificate", args=[one.pk]))}">'
        f"{escape(_('Certified: %(name)s') % {'name': one.standard.name})}</a> "
        for one in certificates(card.profile)
    ]
    return f"  <p>{''.join(held)}</p>\n" if held else ""


def _whose_words(card: Card) -> str:
    if card.profile.provider_id in listed_ids(None):
        return _("Listed by the hub from public sources, not claimed")
    day = _day(localtime(card.profile.published_at).date(), get_language())
    return _("Claimed by the provider, %(date)s") % {"date": day}


@lru_cache(maxsize=1_000)
def _day(day: date, _language: str | None) -> str:
    return date_format(day, "DATE_FORMAT")

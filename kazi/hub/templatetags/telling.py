"""How profiles are written out: countries, languages, figures, and the provider's own words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kazi.hub.models import FigureSaid
from kazi.hub.rules import names
from kazi.hub.rules.catalogue import SERVICES
from kazi.hub.rules.figures import FIGURES, OTHER
from kazi.hub.rules.live import LIVE
from kazi.hub.rules.writing import as_html

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Return a provider's simple Markdown as clean HTML."""
    return mark_safe(as_html(text))  # noqa: S308 -- cleaned by nh3.


@register.filter
def country(code: str) -> str:
    return names.country_name(code, get_language() or "en") if code else ""


@register.filter
def languages(codes: Iterable[str]) -> str:
    return ", ".join(names.language_name(code, get_language() or "en") for code in codes)


@register.filter
def service(code: str) -> str:
    return _(SERVICES[code]) if code in SERVICES else code


@register.filter
def number(value: Decimal | int) -> str:
    """Return a number as the reader writes it, without noughts at its end."""
    return number_format(f"{Decimal(value).normalize():f}", force_grouping=True)


@register.filter
def percent(share: Decimal) -> str:
    """Return a share, 0 to 1, in percent."""
    return f"{number(share * 100)} %"


@register.filter
def amount(figure: FigureSaid) -> str:
    """Return a figure's value with its unit."""
    unit = figure.unit if figure.code == OTHER else _(figure.unit)
    return f"{number(figure.value)} {unit}".strip()


@register.filter
def named(figure: FigureSaid) -> str:
    """Return what a figure is called."""
    return figure.label if figure.code == OTHER else _(FIGURES[figure.code].label)


@register.filter
def live_name(code: str) -> str:
    return _(LIVE[code].label)


@register.filter
def live_unit(code: str) -> str:
    return _(LIVE[code].unit)


@register.filter
def said(text: str) -> str:
    """Return a sentence of the rules in the reader's language."""
    return _(text) if text else ""

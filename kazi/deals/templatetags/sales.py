"""Words and figures of selling in templates."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from kazi.hub.rules.catalogue import SECTORS
from kazi.hub.rules.names import language_name
from kazi.kernel.money import Money

register = template.Library()


@register.filter
def minor(amount: int | None, currency: str) -> str:
    """Return whole minor units as people write them."""
    return "–" if amount is None else Money(amount, currency).text(to_locale(get_language() or "en"))


@register.filter
def one_digit(number: Decimal | float | None) -> str:
    if number is None:
        return "–"
    return format_decimal(round(Decimal(str(number)), 1), "#,##0.#", locale=to_locale(get_language() or "en"))


@register.filter
def sector(code: str) -> str:
    return _(SECTORS[code]) if code in SECTORS else code


@register.filter
def spoken(codes: list[str]) -> str:
    return ", ".join(language_name(code, get_language() or "en") for code in codes)

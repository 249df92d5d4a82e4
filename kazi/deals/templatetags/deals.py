"""Words and figures of deals in templates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal
from django import template
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from kazi.deals.rules.catalogue import COMMITMENTS
from kazi.deals.rules.lines import Line
from kazi.hub.rules.catalogue import SECURITY, SERVICES
from kazi.hub.rules.names import country_name, language_name

register = template.Library()


@register.filter
def told(line: Line) -> str:
    """Return a sentence of a rule in the reader's language; codes in it by their names."""
    named = {
        "languages": lambda said: languages(said.split(", ")),
        "security": lambda said: security(said.split(", ")),
        "country": country,
    }
    values = {key: named[key](str(one)) if key in named else one for key, one in line.values.items()}
    return _(line.text) % values if values else _(line.text)


@register.filter
def service(code: str) -> str:
    return _(SERVICES[code]) if code in SERVICES else code


@register.filter
def security(codes: list[str]) -> str:
    return ", ".join(_(SECURITY[code]) if code in SECURITY else code for code in codes)


@register.filter
def promises(codes: list[str]) -> list[str]:
    return [_(COMMITMENTS[code]) for code in codes if code in COMMITMENTS]


@register.filter
def languages(codes: list[str]) -> str:
    return ", ".join(language_name(code, get_language() or "en") for code in codes)


@register.filter
def country(code: str) -> str:
    return country_name(code, get_language() or "en") if code else ""


@register.filter
def money(amount: Any, currency: str) -> str:
    """Return an exact amount as people write it: with the digits a small price needs."""
    value = Decimal(str(amount))
    precise = 0 < abs(value) < 10
    return format_currency(
        value,
        currency,
        format="¤#,##0.00##" if precise else None,
        locale=to_locale(get_language() or "en"),
        currency_digits=not precise,
    )


@register.filter
def times(amount: Any, count: int) -> Decimal:
    return Decimal(str(amount)) * count


@register.filter
def percent(share: Any) -> str:
    if share in {None, ""}:
        return "–"
    return format_decimal(Decimal(str(share)) * 100, "#,##0.###", locale=to_locale(get_language() or "en"))


@register.filter
def absolute(number: int) -> int:
    return abs(number)


@register.filter
def whole_percent(share: float) -> str:
    return format_decimal(round(100 * share), locale=to_locale(get_language() or "en"))


@register.filter
def size_name(size: str) -> str:
    return {"small": _("Small"), "medium": _("Medium"), "large": _("Large")}.get(size, _("Unknown"))


@register.filter
def whole(number: int) -> str:
    """Return a whole number with the separators of the reader's language."""
    return format_decimal(number, locale=to_locale(get_language() or "en"))

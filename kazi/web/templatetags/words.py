"""Filters that put plain values of rules into words people read."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.formats import localize
from django.utils.translation import get_language, gettext, ngettext

from kazi.kernel.money import Money
from kazi.kernel.words import Fault

register = template.Library()


@register.filter
def in_words(fault: Fault) -> str:
    """Return a fault's sentence in the reader's language, without saying where it is."""
    text = gettext(fault.text)
    return text % fault.values if fault.values else text


@register.filter
def amount(money: Money) -> str:
    """Return money as people of the reader's language write it."""
    return money.text((get_language() or "en").replace("-", "_"))


@register.filter
def percent(share: float) -> str:
    """Return a share, 0 to 1, as whole percent."""
    return gettext("%(number)s %%") % {"number": localize(round(share * 100))}


@register.filter
def time_spent(seconds: float | timedelta) -> str:
    """Return a length of time in hours and minutes; below a minute in seconds."""
    if isinstance(seconds, timedelta):
        seconds = seconds.total_seconds()
    minutes = int(seconds) // 60
    if minutes < 1:
        return ngettext("%(n)s second", "%(n)s seconds", int(seconds)) % {"n": localize(int(seconds))}
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": localize(minutes)}
    hours, rest = divmod(minutes, 60)
    return gettext("%(hours)s h %(minutes)s min") % {"hours": localize(hours), "minutes": rest}

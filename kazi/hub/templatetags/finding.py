"""Tags of the search pages.  A page has hundreds of boxes: included templates took ten times as long."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from kazi.hub.searching import Box
from kazi.search.rules.showing import Parts

register = template.Library()


@register.simple_tag
def parts(said: Parts) -> SafeString:
    """Return a text with what was asked for marked; every part is escaped."""
    written = (f"<mark>{escape(text)}</mark>" if is_asked else escape(text) for text, is_asked in said)
    return mark_safe("".join(written))  # noqa: S308 -- escaped above.


@register.simple_tag
def boxes(name: str, some: Iterable[Box]) -> SafeString:
    """Return the boxes of a facet, each with its count; they belong to the form `finder`."""
    written = (
        f'<label class="check"><input type="checkbox" form="finder" name="{escape(name)}"'
        f' value="{escape(box.code)}"{" checked" if box.is_chosen else ""}>'
        f' <span>{escape(box.label)}</span> <span class="quiet n">{box.count}</span></label>'
        for box in some
    )
    return mark_safe("\n".join(written))  # noqa: S308 -- escaped above.

"""Tags of the search pages.  Of hundreds of boxes a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from kazi.hub.searching import Box, Group, Line
from kazi.search.rules.showing import Parts

register = template.Library()

OPEN_AT_FIRST = 2  # Facets whose boxes are seen without opening them.


@register.simple_tag
def found(lines: Iterable[Line]) -> SafeString:
    """Return what was found as entries of a list, what was asked for marked; every text is escaped."""
    here = escape(get_language() or "en")
    return mark_safe("".join(_entry(line, here) for line in lines))  # noqa: S308 -- escaped below.


@register.simple_tag
def narrowed_by(groups: Iterable[Group]) -> SafeString:
    """Return the facets, each with its boxes and their counts; the boxes belong to the form `finder`."""
    written = (
        _facet(group, is_open=group.is_open or number < OPEN_AT_FIRST) for number, group in enumerate(groups)
    )
    return mark_safe("".join(written))  # noqa: S308 -- escaped below.


def _entry(line: Line, here: str) -> str:
    tongue = escape(line.hit.language)
    lang, hreflang = (f' lang="{tongue}"', f' hreflang="{tongue}"') if tongue else ("", "")
    snippet = f'<p dir="auto">{_parts(line.hit.snippet)}</p>' if line.hit.snippet else ""
    return (
        f'<li{lang}><h2><a href="{escape(line.hit.path)}"{hreflang} dir="auto">{_parts(line.title)}</a></h2>'
        f'<p class="quiet" lang="{here}"><span class="badge quiet">{escape(line.kind)}</span>'
        f" {escape(', '.join(line.places))}</p>{snippet}</li>\n"
    )


def _parts(said: Parts) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if is_asked else escape(text) for text, is_asked in said)


def _facet(group: Group, *, is_open: bool) -> str:
    heading = escape(group.heading)
    more = ""
    if group.more:
        count = len(group.more)
        told = escape(ngettext("%(more)s more", "%(more)s more", count) % {"more": count})
        more = f"<details><summary>{told}</summary>{_boxes(group.name, group.more)}</details>"
    return (
        f'<details class="facet"{" open" if is_open else ""}><summary>{heading}</summary>'
        f'<fieldset><legend class="hidden">{heading}</legend>{_boxes(group.name, group.first)}{more}'
        "</fieldset></details>\n"
    )


def _boxes(name: str, some: Iterable[Box]) -> str:
    name = escape(name)
    return "\n".join(
        f'<label class="check"><input type="checkbox" form="finder" name="{name}"'
        f' value="{escape(box.code)}"{" checked" if box.is_chosen else ""}>'
        f' <span>{escape(box.label)}</span> <span class="quiet n">{box.count}</span></label>'
        for box in some
    )

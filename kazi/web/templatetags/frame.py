"""What base.html needs and Django's own tags do not give."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe

from kazi.web.navigation import Way

register = template.Library()


@register.simple_tag(takes_context=True)
def block_again(context: Context, name: str) -> SafeString:
    """Return the text of a block once more, on one line and fit for an attribute; "" where there is none.

    Whatever fills the block is escaped there already.
    """
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = None if blocks is None else blocks.get_block(name)
    text = "" if block is None else " ".join(str(block.render(context)).split())
    return mark_safe(text.replace('"', "&quot;"))  # noqa: S308 -- escaped by the block itself.


@register.simple_tag
def links(ways: Iterable[Way], within: str = "") -> SafeString:
    """Return ways as links, each in an element `within` if one is named; the one that is here says so.

    Ways of a group stand behind its word where there is an element for each, else below it.
    """
    before, after = (f"<{within}>", f"</{within}>") if within else ("", "")
    written: list[str] = []
    for _name, some in groupby(ways, key=_group):
        together = list(some)
        group = together[0].group
        inside = [_link(way) for way in together]
        if group is None:
            written += [f"{before}{one}{after}" for one in inside]
        elif within:
            here = ' aria-current="true"' if any(way.is_here for way in together) else ""
            written.append(
                f'{before}<details class="menu" name="ways"><summary{here}>{escape(str(group))}</summary>'
                f"<div>{''.join(inside)}</div></details>{after}"
            )
        else:
            written += [f"<p>{escape(str(group))}</p>", *inside]
    return mark_safe("\n".join(written))  # noqa: S308 -- escaped above and below.


def _group(way: Way) -> str:
    return "" if way.group is None else str(way.group)


def _link(way: Way) -> str:
    here = ' aria-current="page"' if way.is_here else ""
    return f'<a href="{escape(way.path)}"{here}>{escape(str(way.label))}</a>'


@register.simple_tag
def json_ld(data: dict[str, Any] | list[Any]) -> SafeString:
    """Return schema.org data as a script element that nothing runs; `@context` is added where it lacks."""
    said = {"@context": "https://schema.org", **data} if isinstance(data, dict) else data
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":  # A text that ends the element would begin a script of its own.
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 -- see above.

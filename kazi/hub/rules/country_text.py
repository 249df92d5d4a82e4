"""What hub staff write in Markdown, as HTML that may be put into a page as it is."""

from __future__ import annotations

from functools import lru_cache

import nh3

from kazi.kinds.rules.instructions import markdown_html

_TAGS = {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "a", "em", "strong", "code", "pre", "blockquote", "hr", "br",
         "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


@lru_cache(maxsize=256)
def text_html(source: str) -> str:
    """Return safe HTML: HTML in the source is shown as text, and what is left passes through nh3."""
    return nh3.clean(markdown_html(source), tags=_TAGS, link_rel="noopener noreferrer nofollow")

"""What people write into profiles: plain words or simple Markdown in, safe HTML out."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

# Headings would break the order of the page's own, pictures come through the checked upload only.
_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading", "html_block"])
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre", "hr"}
_ATTRIBUTES = {"a": {"href"}}
_SCHEMES = {"http", "https", "mailto"}


def as_html(text: str) -> str:
    """Return simple Markdown as HTML of few tags; what somebody smuggled in is shown as text.

    Links carry rel="nofollow ugc noopener", so that a profile gains nothing by spreading them.
    """
    made = _markdown.render(text)
    return nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow ugc noopener",
    )


def has_html(text: str) -> bool:
    """Say whether a browser would take part of `text` for HTML, such as a tag or a script."""
    return nh3.is_html(text)

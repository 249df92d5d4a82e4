"""Instructions as safe HTML: one organisation writes them, workers of another read them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from kazi.kinds.rules.shape import TaskType

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

# The page has its own h1 and h2.
_HEADING_SHIFT = 2


@lru_cache(maxsize=256)
def instructions_html(task_type: TaskType) -> str:
    """Return the instructions as HTML that may be put into a page as it is.

    HTML in the source is shown as text, links go to http, https and mailto only, and images are
    not loaded (they would tell another server who is at work).
    """
    return markdown_html(task_type.instructions)


def markdown_html(source: str, lowered: int = _HEADING_SHIFT) -> str:
    """Return Markdown as safe HTML; the rules are those of `instructions_html`.

    Headings are `lowered` by so many levels, and none becomes the page's own first one.
    """
    return str(_renderer(lowered).render(source))


@lru_cache(maxsize=4)
def _renderer(lowered: int) -> MarkdownIt:
    # Imported here: most processes never show instructions.
    from markdown_it import MarkdownIt  # noqa: PLC0415

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    markdown.validateLink = _is_safe_link  # type: ignore[method-assign]
    markdown.add_render_rule("link_open", _link_open)
    markdown.core.ruler.push("lower_headings", partial(_lower_headings, lowered))
    return markdown


def _is_safe_link(url: str) -> bool:
    return url.strip().lower().startswith(("http://", "https://", "mailto:"))


def _link_open(
    self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    tokens[idx].attrSet("rel", "noopener noreferrer nofollow")
    tokens[idx].attrSet("target", "_blank")
    return self.renderToken(tokens, idx, options, env)


def _lower_headings(lowered: int, state: Any) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, max(2, int(token.tag[1]) + lowered))}"

"""Public pages of the hub: `@public_page`, which lives below the rooms so that all of them may use it."""

from __future__ import annotations

from kazi.kernel.public_pages import forget_pages, public_page

__all__ = ["forget_pages", "public_page"]

"""Answers that stay together beyond one subject: under a study's own pseudonym, by a consent of its own.

A room that asks the same people again registers a link.  The study's name is also the purpose that people
agree to, so that whoever takes that back, says STOP or erases is cut out of the study.
"""

from __future__ import annotations

from typing import Protocol

from kazi.conversations.rules.scripts import Run


class Link(Protocol):
    """What a room registers once."""

    def study(self, subject: str) -> str:
        """Return the study to which answers on a subject may belong, "" for none.  Asked at every reply."""

    def knows(self, purpose: str) -> bool:
        """Say whether what was agreed to is a study of this link."""

    def cut(self, run: Run, org_id: int, study: str, who: str) -> None:
        """Take out all that is kept of the study under this pseudonym; again, it finds nothing."""


_links: list[Link] = []


def link_with(link: Link) -> None:
    """Let answers be linked by this; called when a room starts, again harmlessly."""
    if link not in _links:
        _links.append(link)


def study_of(subject: str) -> str:
    """Return the study to which answers on a subject may belong, "" for none."""
    return next((found for link in _links if (found := link.study(subject))), "")


def link_of(purpose: str) -> Link | None:
    """Return the link for which somebody has agreed to a purpose, None for any other purpose."""
    return next((link for link in _links if link.knows(purpose)), None)

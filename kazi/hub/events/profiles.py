"""What happens to a provider's public profile: its pages, figures, stories and references."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ProfilePublished(Event):
    name = "hub.profile_published"
    profile_id: str
    edition: int = 1


@dataclass(frozen=True, slots=True)
class ProfileWithdrawn(Event):
    name = "hub.profile_withdrawn"
    profile_id: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Event):
    """The person of a story took their consent back; `by` is provider or person."""

    name = "hub.consent_withdrawn"
    story_id: str
    by: str


@dataclass(frozen=True, slots=True)
class FigureCheckAsked(Event):
    name = "hub.figure_check_asked"
    check_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class FigureChecked(Event):
    """Somebody stands behind a figure, or does not; or no longer does."""

    name = "hub.figure_checked"
    check_id: str
    state: str


@dataclass(frozen=True, slots=True)
class LiveFigureAgreed(Event):
    """The provider agreed that a figure from its records is shown, or no longer agrees."""

    name = "hub.live_figure_agreed"
    code: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class ReferencePublished(Event):
    name = "hub.reference_published"
    reference_id: str


@dataclass(frozen=True, slots=True)
class ReferenceReplied(Event):
    name = "hub.reference_replied"
    reference_id: str

"""What a profile still lacks: what keeps it from being published, and what would help buyers."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Told:
    """How much a provider has told, as counts and yes or no."""

    story: bool = False
    services: int = 0
    languages: int = 0
    sectors: int = 0
    security: int = 0
    capacity: bool = False
    hires: bool = False
    stage: bool = False
    sites: int = 0
    contacts: int = 0
    stories: int = 0
    figures: int = 0
    sourced_figures: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to tell: on which page of the editor, in a sentence; `is_needed` before publishing."""

    part: str
    text: str
    is_done: bool
    is_needed: bool = False


def steps(told: Told) -> list[Step]:
    """Return everything a whole profile has, in the order of the editor, done or not."""
    return [
        Step("about", N_("Say in a few sentences who you are."), told.story, is_needed=True),
        Step("about", N_("Say whom you hire, and how you find them."), told.hires),
        Step("about", N_("Say at which stage you are."), told.stage),
        Step("services", N_("Choose at least one service."), told.services > 0, is_needed=True),
        Step("services", N_("Choose the languages your people work in."), told.languages > 0),
        Step("services", N_("Choose the fields you know."), told.sectors > 0),
        Step("services", N_("Say how many people can work at the same time."), told.capacity),
        Step("services", N_("Say how you keep clients' data safe."), told.security > 0),
        Step("places", N_("Name at least one place where people work."), told.sites > 0),
        Step(
            "people", N_("Name a person who answers buyers, and who agrees to be named."), told.contacts > 0
        ),
        Step("stories", N_("Tell one story of a person, with their consent."), told.stories > 0),
        Step("figures", N_("Give at least three figures with date and source."), told.figures >= 3),
        Step("figures", N_("Let one figure be verified by the hub or attested."), told.sourced_figures > 0),
    ]


def percent_done(found: list[Step]) -> int:
    """Return how complete a profile is, 0 to 100; every step counts the same."""
    return sum(step.is_done for step in found) * 100 // len(found) if found else 100

"""Polls of our own, one file each, written to be read and corrected by people who speak the language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from kazi.kernel.words import N_
from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire

# By slug: title and what it is for.
READY: Final = {
    "needs": (
        N_("Needs and services"),
        N_("What workers need most and whether they know where to find it: ten questions."),
    ),
    "conditions": (
        N_("Working conditions"),
        N_("Safety, hours, pay, respect and speaking up, in statements to agree with: twenty-two questions."),
    ),
    "after-training": (
        N_("After a training"),
        N_("What people learnt, use and would change, some weeks after a course: nine questions."),
    ),
    "wellbeing": (
        N_("Well-being"),
        N_("How people have been in the last two weeks, for an index of each site over time: six questions."),
    ),
}
LANGUAGES: Final = ("en", "sw", "hi", "bn", "km", "ar", "fr", "es")


@lru_cache(maxsize=8)
def ready_poll(slug: str) -> Questionnaire:
    """Return one of our polls; raises KeyError for a slug that is none."""
    READY[slug]
    source = (Path(__file__).parent / f"{slug}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(source)
    lists = {
        name: tuple(Option(key, dict(label)) for key, label in options.items())
        for name, options in data["lists"].items()
    }
    return Questionnaire(
        title=data["title"],
        languages=LANGUAGES,
        items=tuple(_question(one) for one in data["questions"]),
        lists=lists,
        form_id=f"kazi-{slug}",
        version=str(data["version"]),
    )


def _question(data: dict[str, Any]) -> Question:
    return Question(
        name=data["name"],
        kind=Kind(data["kind"]),
        label=dict(data["label"]),
        options=data.get("list", ""),
        required="true()" if data.get("required") else "",
        relevant=data.get("relevant", ""),
        low=str(data.get("low", "")),
        high=str(data.get("high", "")),
        sensitive=bool(data.get("sensitive")),
        breakdown=bool(data.get("breakdown")),
        refers=data.get("refers", ""),
    )

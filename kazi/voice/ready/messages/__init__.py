"""Messages that teach, one file each, in our own words; whatever claims something has a dated source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from kazi.voice.rules.teaching import Lesson, Source, Topic

LIBRARY: Final = (
    "own-papers", "danger", "pay-slip", "heat", "blood-pressure", "hands", "loan", "secret-code", "put-aside",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadyMessage:
    """One of ours; `version` counts the changes of its words."""

    slug: str
    topic: Topic
    version: int
    lesson: Lesson
    source: Source | None


@lru_cache(maxsize=32)
def ready_message(slug: str) -> ReadyMessage:
    """Return one of our messages; raises KeyError for a slug that is none."""
    if slug not in LIBRARY:
        raise KeyError(slug)
    text = (Path(__file__).parent / f"{slug}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    lesson = Lesson(
        title=data["title"],
        languages=tuple(data["say"]),
        said=data["say"],
        asked=data["ask"],
        choices=tuple(data["choices"]),
        right=data["right"] - 1,
        if_right=data["if_right"],
        if_not_yet=data["if_not_yet"],
    )
    source = data.get("source")
    return ReadyMessage(
        slug,
        Topic(data["topic"]),
        data["version"],
        lesson,
        Source(source["name"], source["dated"], source.get("address", "")) if source else None,
    )

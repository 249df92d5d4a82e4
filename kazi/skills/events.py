"""What skills tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class SkillAwarded(Event):
    name = "skills.skill_awarded"
    award_id: str


@dataclass(frozen=True, slots=True)
class AwardEnded(Event):
    name = "skills.award_ended"
    award_id: str
    reason: str

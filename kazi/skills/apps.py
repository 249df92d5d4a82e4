from __future__ import annotations

from kazi.kernel.rooms import Room


class SkillsConfig(Room):
    name = "kazi.skills"

"""What a buyer describes: one piece of work, as plain values that can be kept as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Work:
    """Work to be done.

    `quality` is the share of right fields (0 to 1); `budget` is for all of it, in `currency`.  Of a
    sample of `sample_units` the buyer's own people did, `sample_minutes` were needed in all.
    `countries` empty means anywhere; `least_people` 0 means no matter.
    """

    title: str
    service: str
    description: str
    volume: int
    unit: str
    task_type: str = ""
    finish_by: date | None = None
    languages: tuple[str, ...] = ()
    quality: Decimal | None = None
    security: tuple[str, ...] = ()
    budget: Decimal | None = None
    currency: str = "USD"
    countries: tuple[str, ...] = ()
    least_people: int = 0
    certified_only: bool = False
    sample_units: int | None = None
    sample_minutes: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """Return values that JSON can hold; `from_json` turns them back."""
        said = asdict(self)
        for name in ("quality", "budget", "sample_minutes"):
            said[name] = None if said[name] is None else str(said[name])
        said["finish_by"] = None if self.finish_by is None else self.finish_by.isoformat()
        for name in ("languages", "security", "countries"):
            said[name] = list(said[name])
        return said

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Work:
        values = dict(said)
        for name in ("quality", "budget", "sample_minutes"):
            values[name] = None if values.get(name) is None else Decimal(values[name])
        values["finish_by"] = date.fromisoformat(values["finish_by"]) if values.get("finish_by") else None
        for name in ("languages", "security", "countries"):
            values[name] = tuple(values.get(name) or ())
        return cls(**values)

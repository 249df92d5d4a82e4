"""What goes into the hot statements and what comes out of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple


class Wanted(NamedTuple):
    """Whose seats at which project, and how long each is held."""

    org_id: int
    worker_id: int
    project_id: int
    now: datetime
    until: datetime


class Sent(NamedTuple):
    """An answer as it came in.  `said` is JSON; `seconds` is None when the page did not measure."""

    org_id: int
    worker_id: int
    project_id: int
    seat_id: int
    version: int
    said: str
    seconds: int | None
    cap_seconds: int
    rate: Decimal
    now: datetime


@dataclass(frozen=True, slots=True)
class Leased:
    """One seat that a worker holds, with what is needed to show its task."""

    seat_id: int
    task_id: int
    project_id: int
    version: int
    stage: str
    leased_at: datetime
    expires_at: datetime
    comment: str
    payload: dict[str, Any]
    files: dict[str, str]
    hints: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Held:
    """An open seat and the slot it takes among the seats its worker holds."""

    slot: int
    seat: Leased


class Stored(NamedTuple):
    """An answer that is in the table: its id, the seconds that count, and whether it is an extra."""

    answer_id: int
    seconds: int
    is_extra: bool = False


def moment(value: Any) -> datetime:
    """Return a time from either database; SQLite keeps UTC as text, without saying so."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    result: datetime = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return result


def from_json(value: Any) -> Any:
    """Return what a JSON column holds, however the driver hands it over."""
    return json.loads(value) if isinstance(value, str) else value

"""The last lines of this process's log, kept without what was in them.

Of a line only the place in the program, its level and the chain of an exception are kept: never its
words, because names and answers may stand in them.  From the place a developer finds the words.
"""

from __future__ import annotations

import logging
import traceback
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

KEPT = 200
_lines: deque[str] = deque(maxlen=KEPT)
_ABOVE = Path(__file__).resolve().parents[2]


class RecentLines(logging.Handler):
    """Remembers where the last warnings and errors of this process came from."""

    def emit(self, record: logging.LogRecord) -> None:
        at = datetime.fromtimestamp(record.created, UTC)
        where = f"{_short(record.pathname)}:{record.lineno} {record.funcName}"
        line = f"{at:%Y-%m-%d %H:%M:%S} {record.levelname} {record.name} {where}"
        if record.exc_info and record.exc_info[1] is not None:
            line += " | " + " <- ".join(_chain(record.exc_info[1]))
        _lines.append(line)


def recent_lines() -> list[str]:
    """Return what is remembered, oldest first; at most 200 lines."""
    return list(_lines)


def _chain(error: BaseException) -> list[str]:
    told: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(told) < 5:
        frames = traceback.extract_tb(seen.__traceback__)[-8:]
        path = " > ".join(f"{_short(frame.filename)}:{frame.lineno}" for frame in frames)
        told.append(f"{type(seen).__name__} at {path}")
        seen = seen.__cause__ or seen.__context__
    return told


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_ABOVE):
        return str(path.relative_to(_ABOVE))
    return "/".join(path.parts[-3:])

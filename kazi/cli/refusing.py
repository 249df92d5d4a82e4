"""One clear line on standard error instead of a traceback, and the exit status that fits."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

FAILED, WRONG_CALL = 1, 2


@contextmanager
def refusals_as_lines() -> Iterator[None]:
    """Print what was refused and exit 1; other errors are bugs and keep their traceback."""
    from kazi.kernel.errors import Refused

    try:
        yield
    except Refused as refusal:
        sys.stderr.write(f"kazi: {refusal.message or 'There is no such thing.'}\n")
        sys.exit(FAILED)

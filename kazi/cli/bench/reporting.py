"""Figures as people compare them: percentiles, and one JSON line with the load of the machine."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Return p50, p95, p99 and max, rounded to hundredths; zeros for no values."""
    ordered = sorted(values) or [0.0]

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

    return {"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": round(ordered[-1], 2)}


def report(**figures: Any) -> None:
    """Print one line of JSON on standard output, with the machine's load beside the figures."""
    figures["load"] = [round(load, 2) for load in os.getloadavg()[:2]]
    figures["cores"] = os.cpu_count()
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()

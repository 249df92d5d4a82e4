"""Drafts and keys that tests of credentials start from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kazi.credentials.services import Draft, Evidence, Result

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def draft(reference: str = "certificate:1", **changed: Any) -> Draft:
    """A certificate of an invented centre, valid since 1 January 2026."""
    whole: dict[str, Any] = {
        "reference": reference,
        "kind": "certificate",
        "subject_id": None,
        "subject_name": "Amani Data",
        "name": "Fair work, level 1",
        "description": "Pays at least the living wage and hires people who were out of work.",
        "criteria": "Every requirement of the standard was met, and a reviewer looked at the evidence.",
        "valid_from": LONG_AGO,
        "evidence": [
            Evidence("Wage table", "Lowest pay is above the living wage.", "https://amani.example/wages")
        ],
        "results": [Result("Requirements met", "100", "Percent", "0", "100", "90")],
    }
    return Draft(**{**whole, **changed})

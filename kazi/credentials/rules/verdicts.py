"""What checking a credential came to, check by check, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Outcome(StrEnum):
    """VALID: everything was checked and is right.  REFUSED: the credential is at fault.

    UNKNOWN: something that checking needs could not be had, so nobody should rely on it yet.
    """

    VALID = "valid"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Check(NamedTuple):
    """One thing looked at; `passed` is None where it could not be.  `text` is an English template."""

    name: str  # shape, signature, dates, status
    passed: bool | None
    text: str
    values: dict[str, str | int] = {}

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, its checks in order, and the credential where one could be read.

    `form` is json, jwt, png or svg; `issuer` the issuer's DID, or "".
    """

    outcome: Outcome
    checks: tuple[Check, ...]
    form: str = ""
    issuer: str = ""
    document: dict[str, Any] = field(default_factory=dict)

    @property
    def deciding(self) -> Check:
        """Return the check that the outcome rests on: the first that failed, else the first that is open."""
        for passed in (False, None):
            for check in self.checks:
                if check.passed is passed:
                    return check
        return self.checks[-1]


def outcome_of(checks: Iterable[Check]) -> Outcome:
    """Return REFUSED if any check failed, else UNKNOWN if any is open, else VALID."""
    passed = [check.passed for check in checks]
    if False in passed:
        return Outcome.REFUSED
    return Outcome.UNKNOWN if None in passed or not passed else Outcome.VALID

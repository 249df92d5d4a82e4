"""What a standard is made of, when a certificate may be given, and what a certificate is worth today."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

READY = Path(__file__).resolve().parents[1] / "ready"
LETTERS_BEFORE_DAYS = (90, 30)  # A provider is told so long before its certificate ends.
APPEAL_WITHIN_DAYS = 60
MOST_EVIDENCE = 20  # For one requirement.


@dataclass(frozen=True, slots=True)
class Demand:
    """One requirement: `level` is minimum (all must be met) or leading."""

    code: str
    section: str
    level: str
    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Written:
    """A version of a standard as it was written."""

    slug: str
    name: str
    version: int
    months_valid: int
    about: str
    like: tuple[dict[str, str], ...]
    demands: tuple[Demand, ...]


class Unreadable(ValueError):
    """A standard's file says something that is no standard; the message says what and where."""


def read_standard(source: str) -> Written:
    """Read a standard from YAML; raise Unreadable with one line where something is missing or wrong."""
    try:
        raw = yaml.safe_load(source)
    except yaml.YAMLError as error:
        raise Unreadable(f"This is not YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(raw, dict):
        raise Unreadable("A standard is a list of names and values: slug, name, version, sections ...")
    demands = tuple(_demands(raw))
    codes = [one.code for one in demands]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise Unreadable(f"Requirement {min(twice)} is there twice: give each a code of its own.")
    if not any(one.level == "minimum" for one in demands):
        raise Unreadable("No requirement has the level minimum: then everybody would meet the standard.")
    return Written(
        slug=_text(raw, "slug"),
        name=_text(raw, "name"),
        version=_number(raw, "version", 1, 999),
        months_valid=_number(raw, "months_valid", 1, 60),
        about=_text(raw, "about"),
        like=tuple({"name": _text(one, "name"), "url": _text(one, "url")} for one in raw.get("like") or ()),
        demands=demands,
    )


def _demands(raw: dict[str, Any]) -> list[Demand]:
    found = []
    for section in raw.get("sections") or ():
        for one in section.get("requirements") or ():
            level = _text(one, "level")
            if level not in {"minimum", "leading"}:
                raise Unreadable(f"Requirement {_text(one, 'code')}: the level is minimum or leading.")
            found.append(
                Demand(
                    _text(one, "code"),
                    _text(section, "name"),
                    level,
                    _text(one, "text"),
                    _text(one, "evidence"),
                )
            )
    return found


def _text(raw: Any, name: str) -> str:
    value = raw.get(name) if isinstance(raw, dict) else None
    if not isinstance(value, str) or not value.strip():
        where = f" of {raw.get('code') or raw.get('name')}" if isinstance(raw, dict) and len(raw) > 1 else ""
        raise Unreadable(f"The text `{name}`{where} is missing.")
    return value.strip()


def _number(raw: dict[str, Any], name: str, least: int, most: int) -> int:
    value = raw.get(name)
    if not isinstance(value, int) or not least <= value <= most:
        raise Unreadable(f"`{name}` is a whole number from {least} to {most}.")
    return value


@cache
def ready_standards() -> dict[str, Written]:
    """Return the standards that come with Kazi, by slug."""
    read = [read_standard(path.read_text(encoding="utf-8")) for path in sorted(READY.glob("*.yaml"))]
    return {one.slug: one for one in read}


def missing_for_submission(
    demands: list[tuple[str, str]], said: dict[str, str], evidenced: set[str]
) -> list[str]:
    """Return the codes that still need an answer, or evidence where the answer is that it is met.

    `demands` are (code, level); `said` gives met, not_met or not_for_us by code.
    """
    unanswered = [code for code, _level in demands if code not in said]
    bare = [code for code, _level in demands if said.get(code) == "met" and code not in evidenced]
    return unanswered + bare


def fingerprint(says: str, words: str, papers: Iterable[int]) -> str:
    """Return a short name for what a provider says and shows, which changes with any of it."""
    said = "\0".join([says, words, *(str(one) for one in sorted(papers))])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def reasons_against(demands: list[tuple[str, str]], found: dict[str, str]) -> list[str]:
    """Return the codes of minimum requirements that a reviewer has not accepted: no certificate then."""
    return [code for code, level in demands if level == "minimum" and found.get(code) != "accepted"]


def end_of(start: date, months: int) -> date:
    """Return the last day of a certificate: `months` later, the 31st becoming the last day of a month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def worth(today: date, ends_on: date, *, is_withdrawn: bool) -> str:
    """Return what a certificate is today: valid, lapsed or withdrawn.  It is valid on its last day."""
    if is_withdrawn:
        return "withdrawn"
    return "valid" if today <= ends_on else "lapsed"

"""What pages of polls show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from kazi.voice.models import Poll, PollVersion, Recording, Teaching
from kazi.voice.own_words import every_prompt
from kazi.voice.rules.questionnaire import UNSAID, Questionnaire
from kazi.voice.rules.recordings import Coverage, Prompt, Recorded, coverage
from kazi.voice.rules.xlsform.findings import Finding, Weight
from kazi.voice.rules.xlsform.tongues import language_name


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in the reader's language."""

    weight: str
    where: str
    words: str


def polls() -> QuerySet[Poll]:
    """Return the organisation's polls, the newest first, each with the day of its last launch.

    Messages that teach have a page of their own.
    """
    launched = PollVersion.objects.filter(poll=OuterRef("pk"), launched_at__isnull=False)
    last = launched.order_by("-number").values("launched_at")[:1]
    draft = PollVersion.objects.filter(poll=OuterRef("pk"), launched_at=None).values("pk")[:1]
    teaching = Teaching.objects.filter(version__poll=OuterRef("pk"))
    found = Poll.objects.filter(~Exists(teaching))
    return found.annotate(last_launch=Subquery(last), draft=Subquery(draft))


def launched_version(poll: Poll) -> PollVersion | None:
    """Return the version that is asked now: the last that was launched."""
    return poll.versions.filter(launched_at__isnull=False).order_by("-number").first()


def prompts_of(poll: Poll, questionnaire: Questionnaire, language: str) -> tuple[Prompt, ...]:
    """Return all that a call about this poll says in one language."""
    return every_prompt(questionnaire, language, poll.org.name)


def recordings_of(poll: Poll, questionnaire: Questionnaire) -> tuple[Coverage, ...]:
    """Return how far the recordings are, for each language."""
    rows = Recording.objects.filter(Q(poll=poll) | Q(poll=None))
    own: dict[tuple[str, str], set[str]] = {}
    shared: dict[tuple[str, str], set[str]] = {}
    for poll_id, code, key, words in rows.values_list("poll_id", "language", "prompt", "words_sha256"):
        (shared if poll_id is None else own).setdefault((code, key), set()).add(words)
    recorded = Recorded(own, shared)
    return tuple(
        coverage(language, prompts_of(poll, questionnaire, language), recorded)
        for language in questionnaire.languages
    )


def may_be_called(poll: Poll, version: PollVersion, language: str) -> bool:
    """Say whether calls in this language may begin: nothing is missing in what they play."""
    return any(
        one.is_complete and one.needed
        for one in recordings_of(poll, version.asks())
        if one.language == language
    )


def said_findings(kept: list[dict[str, Any]]) -> list[Said]:
    """Return stored findings as they are shown."""
    return [said(Finding(**{**one, "weight": Weight(one["weight"])})) for one in kept]


def said(finding: Finding) -> Said:
    row = _("row %(row)s") % {"row": finding.row} if finding.row else ""
    column = f"{finding.column} ({finding.cell})" if finding.column and finding.cell else finding.column
    where = ", ".join(part for part in (finding.sheet, row, column) if part)
    text = _(finding.text)
    return Said(finding.weight, where, text % finding.values if finding.values else text)


def tongue(code: str) -> str:
    """Return a language's name for itself, or a word for the one that a form did not name."""
    return language_name(code) if code != UNSAID else _("Language not said")

"""Live figures of the helpline, as UNGP 31 asks for them: only of ten cases and more."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from django.conf import settings

from kazi.care.models import Case, CaseStage
from kazi.care.models.cases import STAGES
from kazi.care.rules.cases import WORKING_DAYS, Stage
from kazi.kernel.tenancy import all_tenants

LEAST = 10


@dataclass(frozen=True, slots=True)
class StageFigure:
    """How long a stage takes; None and None where fewer than ten cases have left it."""

    stage: str
    promised: int
    median_days: float | None
    in_time_percent: int | None


@dataclass(frozen=True, slots=True)
class HelplineFigures:
    """`cases` in whole tens; None for what rests on fewer than ten."""

    cases: int | None
    confirmed_percent: int | None
    languages: list[str]
    stages: list[StageFigure]


def figures() -> HelplineFigures:
    """Return what everybody may see of all cases; shares in steps of five per cent."""
    cases = all_tenants(Case)
    left = all_tenants(CaseStage)
    if not settings.DEMO:
        cases, left = cases.filter(is_demo=False), left.filter(case__is_demo=False)
    count = cases.count()
    judged = [bool(one) for one in cases.exclude(confirmed=None).values_list("confirmed", flat=True)]
    spoken: dict[str, int] = {}
    for language in cases.exclude(language="").values_list("language", flat=True):
        spoken[language] = spoken.get(language, 0) + 1
    names = dict(STAGES)
    stages = []
    for stage, promised in WORKING_DAYS.items():
        rows = list(left.filter(stage=stage).values_list("days", "in_time"))
        enough = len(rows) >= LEAST
        stages.append(
            StageFigure(
                stage=str(names[Stage(stage)]),
                promised=promised,
                median_days=median(days for days, _in in rows) if enough else None,
                in_time_percent=_percent(sum(in_time for _d, in_time in rows), len(rows)),
            )
        )
    return HelplineFigures(
        cases=count // LEAST * LEAST if count >= LEAST else None,
        confirmed_percent=_percent(sum(judged), len(judged)),
        languages=sorted(language for language, n in spoken.items() if n >= LEAST),
        stages=stages,
    )


def _percent(part: int, whole: int) -> int | None:
    return round(part * 20 / whole) * 5 if whole >= LEAST else None

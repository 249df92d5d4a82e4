"""What a process remembers of the versions that are asked: all of it is fixed when they are launched."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import current_org_id
from kazi.voice.models import ResultsPlan, Wave
from kazi.voice.rules.questionnaire import ASKED, Questionnaire
from kazi.voice.rules.results import Plan
from kazi.voice.rules.teaching import from_questionnaire


@dataclass(frozen=True, slots=True)
class Asked:
    """One launched version; `asker` is the name of who asks, `count` how many questions it has.

    `is_lesson`: it is a message that teaches.  `panel_id` is that of the panel of which it is a wave.
    """

    version_id: int
    number: int
    poll_id: int
    asker: str
    asks: Questionnaire
    plan: Plan
    count: int
    is_lesson: bool
    panel_id: int | None = None


def asked(version_id: int) -> Asked:
    """Return a version of the organisation acted for; raise LookupError for one that was not launched."""
    return _asked((current_org_id(), version_id))


def is_open(version_id: int) -> bool:
    """Say whether a version still takes answers, as it was some seconds ago."""
    return _open((current_org_id(), version_id))


def forget(version_id: int) -> None:
    """Look again whether a version is open: it was closed just now."""
    _open.forget((current_org_id(), version_id))


def _find(key: tuple[int, int]) -> Asked:
    plan = ResultsPlan.objects.filter(version_id=key[1]).select_related("version__org").first()
    if plan is None:
        raise LookupError(f"Version {key[1]} of a poll is not asked.")
    version = plan.version
    asks = version.asks()
    count = sum(1 for one in asks.questions() if one.kind in ASKED)
    panel_id = Wave.objects.filter(version=version).values_list("panel_id", flat=True).first()
    return Asked(
        version.pk, version.number, version.poll_id, version.org.name, asks, plan.told(), count,
        is_lesson=from_questionnaire(asks) is not None, panel_id=panel_id,
    )  # fmt: skip


def _is_open(key: tuple[int, int]) -> bool:
    return ResultsPlan.objects.filter(version_id=key[1], closed_at=None).exists()


_asked: Recall[tuple[int, int], Asked] = Recall(_find, seconds=600, most=200)
_open: Recall[tuple[int, int], bool] = Recall(_is_open, seconds=5, most=1_000)

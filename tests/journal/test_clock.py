from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kazi.journal import clock
from kazi.journal.models import Beat


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setattr(clock, "_timed", {})
    seen: list[int] = []

    @clock.every(seconds=60)
    def tick() -> None:
        seen.append(1)
        if len(seen) == 2:
            raise OSError("down")

    return seen


@pytest.mark.django_db
def test_a_timed_job_runs_when_due_and_comes_round_again_after_a_failure(ticks: list[int]) -> None:
    start = timezone.now()
    for minutes, expected in [(0, 1), (0.5, 1), (1.1, 2), (1.2, 2), (2.2, 3)]:
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            clock.run_due()
        assert len(ticks) == expected


@pytest.mark.django_db
def test_a_job_that_another_process_has_taken_is_left_alone(ticks: list[int]) -> None:
    clock.run_due()
    Beat.objects.update(due_at=timezone.now() + timedelta(minutes=1))
    clock.run_due()
    assert len(ticks) == 1

from __future__ import annotations

from kazi.journal.clock import every
from kazi.quality import services


@every(seconds=1)
def judge_waiting() -> int:
    """Look at answered tasks in batches; nothing is enqueued for one answer."""
    return services.judge_waiting()

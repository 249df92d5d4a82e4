"""What accounts does by the clock."""

from __future__ import annotations

from kazi.accounts import sessions
from kazi.accounts.factors import recovering
from kazi.journal.clock import every


@every(seconds=60)
def carry_out_recoveries() -> int:
    return recovering.carry_out_due()


@every(seconds=3600)
def forget_ended_sessions() -> int:
    return sessions.forget_ended()

"""What care does by the clock."""

from __future__ import annotations

from kazi.care.services import asking_back, cases, keeping, listing, referrals
from kazi.journal.clock import every

__all__ = ["listing"]  # Its source of docs has to be known before the index is mended.


@every(seconds=6 * 3600)
def ask_whether_services_are_still_there() -> int:
    return keeping.ask_due()


@every(seconds=3600)
def end_referrals_that_nobody_answers() -> int:
    return referrals.expire_due()


@every(seconds=600)
def ask_whether_it_helped() -> int:
    return asking_back.ask_whether_it_helped()


@every(seconds=24 * 3600)
def forget_ended_referrals() -> int:
    return referrals.forget_old()


@every(seconds=24 * 3600)
def forget_closed_cases() -> int:
    return cases.forget_old()

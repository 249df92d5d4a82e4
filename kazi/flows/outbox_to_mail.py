"""The outbox is emptied by the clock: channels and journal lie side by side and are joined here."""

from __future__ import annotations

from kazi.channels import letters
from kazi.journal.clock import every


@every(seconds=2)
def send_waiting_letters() -> int:
    return letters.send_waiting()


@every(seconds=300)
def give_lost_letters_back() -> int:
    return letters.give_lost_back()


@every(seconds=24 * 3600)
def forget_finished_letters() -> int:
    return letters.forget_finished()

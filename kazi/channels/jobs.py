"""What the clock does here.  Senders of their own (`kazi sender`) may run beside."""

from __future__ import annotations

from kazi.channels.services import claiming, forgetting
from kazi.channels.services.reporting import AT_ONCE, fold_waiting
from kazi.journal.clock import every

SECONDS = 3.0  # The worker has other work too.


@every(seconds=1)
def send_messages() -> int:
    # The worker alone sends, but the server knows of the job too and shall not pay for it.
    from kazi.channels.services.sending import send_for  # noqa: PLC0415

    return send_for(SECONDS)


@every(seconds=2)
def fold_delivery_reports() -> int:
    folded = 0
    while (some := fold_waiting()) and (folded := folded + some) < 10 * AT_ONCE:
        pass
    return folded


@every(seconds=60)
def give_lost_messages_back() -> int:
    return claiming.give_lost_back()


@every(seconds=60)
def put_messages_off_to_the_next_day() -> int:
    return claiming.put_off_to_the_next_day()


@every(seconds=3600)
def forget_old_messages() -> int:
    return forgetting.forget_old_messages()


@every(seconds=10)
def send_airtime() -> int:
    from kazi.channels.services import thanking  # noqa: PLC0415 -- see above.

    thanking.mark_lost()
    return thanking.send_waiting()

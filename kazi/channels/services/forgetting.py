"""Messages that are over leave no trace of who was spoken with.

The words go when a message has left (`claiming.finish`).  Its row stays for a while: a provider may report
of it, and a second copy of what was heard must find that it was answered.  But a row that replies, reminds
or tells results says of a number that somebody talks with us, or has answered, and of one that got no
reminder that they had.  So it goes after the days in which either may happen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from kazi.channels.models import Outgoing
from kazi.channels.services.queueing import POLL
from kazi.kernel.tenancy import all_tenants

KEEP_ROWS: Final = timedelta(days=14)  # As long as what is heard again finds its stored reply.
AT_ONCE: Final = 2_000


def forget_old_messages(now: datetime | None = None) -> int:
    """Delete the rows of messages that were over two weeks ago; return how many.

    First messages to many (`POLL`) stay: they say who was asked, as the invitation does, and the board
    counts them.  What waits is not over, however old.  A second call finds nothing.
    """
    before = (now or timezone.now()) - KEEP_ROWS
    over = all_tenants(Outgoing).exclude(priority=POLL).filter(done_at__lt=before)
    forgotten = 0
    while some := list(over.order_by("done_at").values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += all_tenants(Outgoing).filter(pk__in=some).delete()[0]
    return forgotten

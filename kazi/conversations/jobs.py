"""What the room does by the clock."""

from __future__ import annotations

from django.utils import timezone

from kazi.conversations.models import Received
from kazi.conversations.services.replying import MEMORY
from kazi.journal.clock import every
from kazi.kernel.tenancy import all_tenants

AT_ONCE = 5_000


@every(seconds=3600)
def forget_what_was_received() -> int:
    """Forget stored replies once no provider sends their message again; some thousands at a time."""
    forgotten = 0
    old = all_tenants(Received).filter(day__lt=timezone.localdate() - MEMORY)
    while keys := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += all_tenants(Received).filter(pk__in=keys).delete()[0]
    return forgotten

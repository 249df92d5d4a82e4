"""Ask people who allowed it, once, whether a service has helped."""

from __future__ import annotations

from django.utils import timezone

from kazi.care.models import Referral
from kazi.care.rules.referrals import State
from kazi.care.sealing import Broken, unsealed
from kazi.conversations.services.asking import ask_again

AT_ONCE = 200


def ask_whether_it_helped() -> int:
    """Ask for what services say they have served; return how many are done with.

    Whoever cannot be asked today, because another talk is open, is asked tomorrow.  The way is
    destroyed as soon as the question is on it.
    """
    day, asked = timezone.now().date().isoformat(), 0
    rows = Referral.objects.filter(state=State.SERVED, confirmed=None, ended_at=None).exclude(way="")
    for row in rows.order_by("since")[:AT_ONCE]:
        try:
            way = str(unsealed(row.way))
        except Broken:
            way = ""
        if way and not ask_again(way, "helped", {"referral": str(row.pk)}, f"helped:{row.pk}:{day}"):
            continue
        asked += Referral.objects.filter(pk=row.pk, way=row.way).update(way="")
    return asked

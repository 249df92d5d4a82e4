"""Slow down who asks too often, counted in the cache that all processes share."""

from __future__ import annotations

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import ngettext

from kazi.kernel.errors import TooMany


def address_of(request: HttpRequest) -> str:
    """Return the network address the request came from, behind the trusted proxies."""
    return str(get_adapter().get_client_ip(request))


def pace(what: str, who: str, *, most: int, seconds: int) -> None:
    """Count one more `what` of `who`; raise TooMany from the one after `most` within `seconds`.

    `who` may be an address: only its hash is kept.  Two at the very same moment may count as one.
    """
    key = f"pace:{what}:{hashlib.sha256(who.encode()).hexdigest()}"
    now = time.time()
    count, ends = cache.get(key) or (0, now + seconds)
    if ends <= now:
        count, ends = 0, now + seconds
    if count >= most:
        minutes = max(1, round((ends - now) / 60))
        raise TooMany(
            ngettext(
                "That was too often in a short time. Please try again in a minute.",
                "That was too often in a short time. Please try again in %(minutes)s minutes.",
                minutes,
            )
            % {"minutes": minutes}
        )
    cache.set(key, (count + 1, ends), timeout=max(1, int(ends - now)))

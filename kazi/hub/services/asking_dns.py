"""Looking for a TXT record, whatever the name servers do: three answers, in seconds, never an exception."""

from __future__ import annotations

import logging
from enum import StrEnum

import dns.exception
import dns.name
import dns.resolver

log = logging.getLogger(__name__)

SECONDS_IN_ALL = 6.0
SECONDS_A_SERVER = 2.0
MOST_RECORDS = 50


class Seen(StrEnum):
    FOUND = "found"
    MISSING = "missing"  # The servers answered, and it is not there.
    UNREACHABLE = "unreachable"  # They failed, refused, were silent or spoke nonsense.


def look_for(name: str, value: str, resolver: dns.resolver.Resolver | None = None) -> Seen:
    """Say whether `name` has a TXT record that is `value`; takes at most about six seconds."""
    try:
        asked = dns.resolver.Resolver() if resolver is None else resolver
        asked.lifetime, asked.timeout = SECONDS_IN_ALL, SECONDS_A_SERVER
        answer = asked.resolve(dns.name.from_text(name), "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return Seen.MISSING
    except (dns.exception.DNSException, OSError, ValueError) as error:
        # The name stays out of the log; that servers fail is theirs to know.
        log.info("A name server did not answer for a claim: %s", type(error).__name__)
        return Seen.UNREACHABLE
    for record in list(answer)[:MOST_RECORDS]:
        # A long text comes in several parts, and people paste quotes with it.
        said = b"".join(record.strings).decode("ascii", errors="replace").strip().strip('"')
        if said == value:
            return Seen.FOUND
    return Seen.MISSING

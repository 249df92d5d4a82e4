"""What the hub does by the clock: claims, letters about saved searches, and the index, which mends itself."""

from __future__ import annotations

import logging

from kazi.hub.services import finding_countries, indexing, newsletters, saved_searches
from kazi.hub.services.certification import ending
from kazi.hub.services.claims import look_at_waiting
from kazi.journal.clock import every
from kazi.search.rebuilding import mend

log = logging.getLogger(__name__)

__all__ = [
    "finding_countries",
    "indexing",
]  # Their sources of docs have to be known before the index is mended.


@every(seconds=5)
def look_at_claims() -> int:
    """Look at the DNS of domains whose owners say that the record is there."""
    return look_at_waiting()


@every(seconds=1800)
def write_about_saved_searches() -> int:
    return saved_searches.write_about_new()


@every(seconds=24 * 3600)
def mend_the_index() -> None:
    """Put the index right once a day, and at the first start after an upgrade."""
    for one in mend():
        if one.changed or one.dropped:
            log.info(
                "Search, %s: %s of %s put right, %s dropped.", one.kind, one.changed, one.docs, one.dropped
            )


@every(seconds=20)
def post_newsletters() -> int:
    return newsletters.post_waiting()


@every(seconds=6 * 3600)
def tell_of_certificates_that_end() -> int:
    return ending.tell_of_ends()


@every(seconds=3600)
def log_certificates_that_ran_out() -> int:
    return ending.log_lapses()

"""The index mends itself once a day, and at the first start after an upgrade."""

from __future__ import annotations

import logging

from kazi.journal.clock import every
from kazi.search.rebuilding import mend

log = logging.getLogger(__name__)


@every(seconds=24 * 3600)
def mend_the_index() -> None:
    for one in mend():
        if one.changed or one.dropped:
            log.info(
                "Search, %s: %s of %s were put right, %s dropped.",
                one.kind,
                one.changed,
                one.docs,
                one.dropped,
            )

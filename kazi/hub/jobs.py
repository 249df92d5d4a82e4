"""What the hub does by the clock."""

from __future__ import annotations

from kazi.hub.services import articles, newsletters
from kazi.hub.services.certification import ending
from kazi.hub.services.claims import look_at_waiting
from kazi.journal.clock import every

# Imported so that they are known to the index when it is made anew.
SOURCES = (articles.news_docs, articles.resource_docs)


@every(seconds=5)
def look_at_claims() -> int:
    """Look at the DNS of domains whose owners say that the record is there."""
    return look_at_waiting()


@every(seconds=20)
def post_newsletters() -> int:
    return newsletters.post_waiting()


@every(seconds=6 * 3600)
def tell_of_certificates_that_end() -> int:
    return ending.tell_of_ends()


@every(seconds=3600)
def log_certificates_that_ran_out() -> int:
    return ending.log_lapses()

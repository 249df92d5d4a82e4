"""What the hub does by the clock."""

from __future__ import annotations

from kazi.hub.services import articles, newsletters
from kazi.hub.services.certification import ending
from kazi.journal.clock import every

# Imported so that they are known to the index when it is made anew.
SOURCES = (articles.news_docs, articles.resource_docs)


@every(seconds=20)
def post_newsletters() -> int:
    return newsletters.post_waiting()


@every(seconds=6 * 3600)
def tell_of_certificates_that_end() -> int:
    return ending.tell_of_ends()


@every(seconds=3600)
def log_certificates_that_ran_out() -> int:
    return ending.log_lapses()

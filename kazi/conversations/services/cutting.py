"""Whoever takes back what they agreed to is cut out of the studies that kept their answers together."""

from __future__ import annotations

from uuid import UUID

from kazi.channels.vault import studies
from kazi.conversations.hot.singly import run_with_django
from kazi.conversations.models import Decision
from kazi.conversations.rules import linking
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import current_org_id


def cut_links(who: UUID, number_id: UUID) -> int:
    """Cut a person out of every study they ever decided on; return how many had a link left.

    Call it in the transaction that stores the STOP or the erasure.  A second call changes nothing.  Of a
    study whose link was destroyed nobody knows any more which pseudonym was theirs.
    """
    cut = 0
    for purpose in Decision.objects.filter(who=who).values_list("purpose", flat=True).distinct():
        link = linking.link_of(purpose)
        if link is None:
            continue
        try:
            whose = studies.pseudonym(purpose, number_id)
        except (NotFound, studies.Shredded):
            continue
        link.cut(run_with_django, current_org_id(), purpose, whose.hex)
        cut += 1
    return cut

"""Making the index right again: after an upgrade, a restored backup, or whatever else went past it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from kazi.search.models import SearchDoc, SearchWord
from kazi.search.services import AT_A_TIME, change, put_all
from kazi.search.sources import sources


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of one kind: docs there are, those that were new or different, those that were no more."""

    kind: str
    docs: int
    changed: int
    dropped: int


def mend(*, anew: bool = False) -> list[Rebuilt]:
    """Compare every doc with what its room gives now and write what differs; `anew` writes all.

    Five hundred docs are one transaction, so that nobody waits long; searching goes on meanwhile.
    """
    if anew:
        SearchWord.objects.all().delete()  # Words that nothing has any more are forgotten.
    return [_mend(kind, anew) for kind in sources()]


def _mend(kind: str, anew: bool) -> Rebuilt:
    given = iter(sources()[kind]())
    seen: set[tuple[str, str]] = set()
    changed = 0
    while some := list(islice(given, AT_A_TIME)):
        seen |= {(doc.ref, doc.language) for doc in some}
        changed += put_all(some, anew=anew)
    there = SearchDoc.objects.filter(kind=kind).values_list("pk", "ref", "language")
    gone = [pk for pk, ref, language in there if (ref, language) not in seen]
    with transaction.atomic():
        if gone:
            change()
        for start in range(0, len(gone), AT_A_TIME):
            SearchDoc.objects.filter(pk__in=gone[start : start + AT_A_TIME]).delete()
    return Rebuilt(kind, len(seen), changed, len(gone))

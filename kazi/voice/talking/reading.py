"""Which recording says these words: the poll's own, or one of ours that serves all polls of its author."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from kazi.voice.models import PollVersion, Recording
from kazi.voice.rules.recordings import hash_of


def recordings_of_words(subject: str, language: str, words: Collection[str]) -> dict[str, str]:
    """Return the file of each of these words that was read aloud, for the talk on this subject.

    Never another poll's: it may be of another voice, or not be ready.  `subject` is as `talking.subject_of`
    gives it; of any other, our own words are found.
    """
    by_hash = {hash_of(one): one for one in words}
    kind, _colon, version = subject.partition(":")
    poll_id = None
    if kind == "poll" and version.isdecimal():
        poll_id = PollVersion.objects.filter(pk=int(version)).values_list("poll_id", flat=True).first()
    rows = Recording.objects.filter(Q(poll=None) | Q(poll=poll_id) if poll_id else Q(poll=None))
    rows = rows.filter(language=language, words_sha256__in=list(by_hash))
    found: dict[str, str] = {}
    # The poll's own come last, and of the same words the newest, so those are kept.
    for one in sorted(rows, key=lambda row: (row.poll_id is not None, row.made_at)):
        found[by_hash[one.words_sha256]] = str(one.file_id)
    return found

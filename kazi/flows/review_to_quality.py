"""When a reviewer has decided, the answers are marked against the decision."""

from __future__ import annotations

from kazi.journal.bus import on
from kazi.quality import services as quality
from kazi.work.events import ReviewDecided
from kazi.work.models import Review


@on(ReviewDecided)
def mark_answers(event: ReviewDecided) -> None:
    if event.verdict != Review.Verdict.SEND_BACK:
        quality.mark_reviewed(Review.objects.get(pk=event.review_id))

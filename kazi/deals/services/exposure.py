"""The record of who was shown: once for each deal, so that nobody gains by looking often."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Sum

from kazi.deals.models import Candidate, MonthMeans, Shortlist, Shown
from kazi.deals.queries import market, shortlists
from kazi.deals.rules.exposure import SEEN, exposure, ndcg


@transaction.atomic
def note_shown(deal: str, made: shortlists.Shortlist) -> bool:
    """Keep what a deal's first shortlist showed; False for every later one, which changes nothing."""
    seen = sorted((place for place in made.counted if place.shown <= SEEN), key=lambda one: one.shown)
    if not seen:
        return False
    kept, new = Shortlist.objects.get_or_create(
        deal=deal, defaults={"listed": len(seen), "ndcg": ndcg([place.score for place in seen])}
    )
    if new:
        Shown.objects.bulk_create(
            Shown(
                shortlist=kept,
                provider_id=place.provider,
                size=made.providers[place.provider].size,
                rank=place.shown,
                by_score=place.by_score,
                score=place.score,
                exposure=exposure(place.shown),
            )
            for place in made.counted
        )
    return new


@transaction.atomic
def fix_means(month: date) -> MonthMeans:
    """Fix the means of a month from all records, each by its weight; a second call changes nothing."""
    found = MonthMeans.objects.filter(month=month).first()
    if found is not None:
        return found
    real = Candidate.objects.filter(is_demo=False)
    defaults: dict[str, float] = {}
    for mean, count, own in (
        ("on_time", "on_time_n", "on_time_x"),
        ("accepted", "accepted_n", "accepted_x"),
        ("answer_hours", "answer_n", "answer_hours"),
    ):
        sums = real.filter(**{f"{count}__gt": 0}).aggregate(n=Sum(count), x=Sum(F(count) * F(own)))
        defaults |= {f"{'answer' if mean == 'answer_hours' else mean}_n": sums["n"] or 0}
        defaults |= {mean: (sums["x"] or 0) / sums["n"] if sums["n"] else 0}
    row, _made = MonthMeans.objects.get_or_create(month=month, defaults=defaults)
    market.means.forget()
    return row

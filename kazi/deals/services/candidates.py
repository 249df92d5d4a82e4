"""The formula's copies of providers, renewed from what is published and from what happened here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from kazi.deals.models import Candidate, Invited, PricePoint
from kazi.deals.queries.market import market
from kazi.deals.rules.catalogue import SERVICE_OF_TYPE
from kazi.deals.rules.standing import size_of
from kazi.hub.models import PublicProfile
from kazi.hub.rules.catalogue import SECURITY
from kazi.kernel.tenancy import all_tenants

MOST_ANSWERS = 50
PART = 500  # Providers renewed in one transaction.
# What a profile decides of its copy, in the order in which `_as_published` says it.
PUBLISHED = (
    "name", "slug", "country", "is_demo", "skills", "languages", "security", "capacity", "size",
    "answer_n", "answer_hours", "impact", "prices",
)  # fmt: skip


def refresh(provider_id: int) -> Candidate | None:
    """Renew the copy of one provider from its published profile; without one the copy goes."""
    _renew([provider_id])
    return Candidate.objects.filter(provider_id=provider_id).first()


def refresh_all() -> int:
    """Renew every copy and drop those of providers that are no longer public; return how many are left.

    Only what differs is written: 20,000 copies that are right cost seconds of reading, so that the
    clock's other jobs do not wait.
    """
    public = PublicProfile.objects.values_list("provider_id", flat=True)
    Candidate.objects.exclude(provider_id__in=public).delete()
    left = list(public.order_by("provider_id"))
    for start in range(0, len(left), PART):
        _renew(left[start : start + PART])
    market.forget()
    return len(left)


@transaction.atomic
def _renew(provider_ids: Sequence[int]) -> None:
    """Make the copies of these providers as they ought to be: a handful of queries for all of them."""
    profiles = {one.provider_id: one for one in PublicProfile.objects.filter(provider_id__in=provider_ids)}
    known = {
        one.provider_id: one
        for one in Candidate.objects.select_for_update().filter(provider_id__in=provider_ids)
    }
    hours, prices = _answer_hours(provider_ids), _prices(provider_ids)
    now = timezone.now()
    made, changed = [], []
    for number, profile in profiles.items():
        before = known.pop(number, None)
        copy = before or Candidate(provider_id=number)
        said = _as_published(profile, copy, hours.get(number, []), prices.get(number, []))
        differs = [name for name, value in said.items() if getattr(copy, name) != value]
        for name, value in said.items():
            setattr(copy, name, value)
        copy.refreshed_at = now
        if before is None:
            made.append(copy)
        elif differs:
            changed.append(copy)
    Candidate.objects.filter(provider_id__in=known).delete()  # Whose profile is gone.
    # Somebody else may have made one at this moment; it is as new as ours.
    Candidate.objects.bulk_create(made, ignore_conflicts=True)
    Candidate.objects.bulk_update(changed, [*PUBLISHED, "refreshed_at"], batch_size=100)
    if made or changed or known:
        market.forget()


def _as_published(
    profile: PublicProfile, known: Candidate, hours: list[float], prices: list[list[str]]
) -> dict[str, Any]:
    """Return the fields of a copy that its profile decides; what was earned here is kept."""
    earned = {code: how for code, how in known.skills.items() if how != "claim"}
    shown = known.impact if known.impact in {"audited", "reviewed"} else ""
    values = (
        profile.name,
        profile.slug,
        profile.country,
        profile.is_demo,
        {**dict.fromkeys(profile.services, "claim"), **earned},
        list(profile.languages),
        [code for code in profile.security if code in SECURITY],
        profile.capacity,
        size_of(profile.capacity),
        len(hours),
        median(hours) if hours else 0,
        shown or ("declared" if profile.hires.strip() else ""),
        prices,
    )
    return dict(zip(PUBLISHED, values, strict=True))


@transaction.atomic
def note_record(
    provider_id: int, *, on_time: tuple[int, float], accepted: tuple[int, float], types: Mapping[str, int]
) -> None:
    """Keep how a provider delivered: (count, mean) on time and accepted at first delivery.

    `types` has accepted deliveries by ready task type: each shows the service it belongs to.
    """
    candidate = Candidate.objects.select_for_update().filter(provider_id=provider_id).first()
    if candidate is None:
        return
    for name in types:
        service = SERVICE_OF_TYPE.get(name)
        if service is not None and candidate.skills.get(service) != "credential":
            candidate.skills[service] = "deal"
    candidate.on_time_n, candidate.on_time_x = on_time
    candidate.accepted_n, candidate.accepted_x = accepted
    candidate.refreshed_at = timezone.now()
    candidate.save()
    market.forget()


def note_certificate(provider_id: int, until: date | None, impact: str, ratio: float | None) -> None:
    """Keep until when a certificate holds and what was found of impact: audited, reviewed or "".

    With "" the provider's own declaration stands, where it made one.
    """
    if refresh(provider_id) is None:
        return  # No public profile, so no candidate.
    Candidate.objects.filter(provider_id=provider_id).update(
        certificate_until=until, impact=impact, impact_ratio=ratio
    )
    refresh(provider_id)


def _answer_hours(provider_ids: Sequence[int]) -> dict[int, list[float]]:
    """Return how many hours each provider took for its newest answers."""
    answered = all_tenants(Invited).filter(shared_with_id__in=provider_ids, answered_at__isnull=False)
    newest = Window(RowNumber(), partition_by="shared_with_id", order_by="-answered_at")
    rows = answered.annotate(place=newest).filter(place__lte=MOST_ANSWERS)
    hours: dict[int, list[float]] = {}
    for number, asked, said in rows.values_list("shared_with_id", "invited_at", "answered_at"):
        if said is not None:  # None of them is; the type of the column does not say so.
            hours.setdefault(number, []).append((said - asked).total_seconds() / 3600)
    return hours


def _prices(provider_ids: Sequence[int]) -> dict[int, list[list[str]]]:
    rows = all_tenants(PricePoint).filter(org_id__in=provider_ids).order_by("service", "unit")
    prices: dict[int, list[list[str]]] = {}
    for one in rows:
        prices.setdefault(one.org_id, []).append([one.service, one.unit, one.currency, str(one.price)])
    return prices

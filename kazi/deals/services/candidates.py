"""The formula's copies of providers, renewed from what is published and from what happened here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from statistics import median

from django.db import transaction
from django.utils import timezone

from kazi.deals.models import Candidate, Invited, PricePoint
from kazi.deals.queries.market import market
from kazi.deals.rules.catalogue import SERVICE_OF_TYPE
from kazi.deals.rules.standing import size_of
from kazi.hub.models import PublicProfile
from kazi.hub.rules.catalogue import SECURITY
from kazi.kernel.tenancy import all_tenants

MOST_ANSWERS = 50


@transaction.atomic
def refresh(provider_id: int) -> Candidate | None:
    """Renew the copy of one provider from its published profile; without one the copy goes."""
    profile = PublicProfile.objects.filter(provider_id=provider_id).first()
    if profile is None:
        Candidate.objects.filter(provider_id=provider_id).delete()
        market.forget()
        return None
    known = Candidate.objects.filter(provider_id=provider_id).first()
    earned = {} if known is None else {code: how for code, how in known.skills.items() if how != "claim"}
    shown = known.impact if known is not None and known.impact in {"audited", "reviewed"} else ""
    hours = _answer_hours(provider_id)
    prices = all_tenants(PricePoint).filter(org_id=provider_id).order_by("service", "unit")
    candidate, _made = Candidate.objects.update_or_create(
        provider_id=provider_id,
        defaults={
            "name": profile.name,
            "slug": profile.slug,
            "country": profile.country,
            "is_demo": profile.is_demo,
            "skills": {**dict.fromkeys(profile.services, "claim"), **earned},
            "languages": list(profile.languages),
            "security": [code for code in getattr(profile, "security", []) or [] if code in SECURITY],
            "capacity": profile.capacity,
            "size": size_of(profile.capacity),
            "answer_n": len(hours),
            "answer_hours": median(hours) if hours else 0,
            "impact": shown or ("declared" if profile.hires.strip() else ""),
            "prices": [[one.service, one.unit, one.currency, str(one.price)] for one in prices],
            "refreshed_at": timezone.now(),
        },
    )
    market.forget()
    return candidate


def refresh_all() -> int:
    """Renew every copy and drop those of providers that are no longer public; return how many are left."""
    public = list(PublicProfile.objects.values_list("provider_id", flat=True))
    Candidate.objects.exclude(provider_id__in=public).delete()
    for provider_id in public:
        refresh(provider_id)
    return len(public)


@transaction.atomic
def note_record(
    provider_id: int, *, on_time: tuple[int, float], accepted: tuple[int, float], types: Mapping[str, int]
) -> None:
    """Keep how a provider delivered: (count, mean) on time and accepted at first delivery.

    `types` has accepted deliveries by ready task type: each shows the service it belongs to.
    """
    candidate = Candidate.objects.filter(provider_id=provider_id).first()
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
    """Keep until when a certificate holds and what was found of impact: audited, reviewed or ""."""
    Candidate.objects.filter(provider_id=provider_id).update(
        certificate_until=until, impact=impact, impact_ratio=ratio
    )
    market.forget()


def _answer_hours(provider_id: int) -> list[float]:
    answered = all_tenants(Invited).filter(shared_with_id=provider_id, answered_at__isnull=False)
    rows = answered.order_by("-answered_at").values_list("invited_at", "answered_at")[:MOST_ANSWERS]
    return [(said - asked).total_seconds() / 3600 for asked, said in rows if said is not None]

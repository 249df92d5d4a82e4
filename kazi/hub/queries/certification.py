"""Reading standards, certificates and the desk's queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from kazi.hub.models import (
    Application,
    Certificate,
    CertificateEntry,
    Requirement,
    SelfAssessment,
    Standard,
)
from kazi.hub.rules.certification import worth


def standards_in_force() -> QuerySet[Standard]:
    return Standard.objects.filter(retired_at=None).order_by("name")


def certificates() -> QuerySet[Certificate]:
    """Return all certificates ever given, the newest first; demo providers' only in demo mode."""
    found = Certificate.objects.select_related("provider", "standard").order_by("-starts_on", "-pk")
    return found if settings.DEMO else found.filter(provider__is_demo=False)


def valid_certificates(provider_id: int) -> QuerySet[Certificate]:
    """Return what a provider holds today, what lasts longest first."""
    today = timezone.localdate()
    held = certificates().filter(provider_id=provider_id, withdrawn_at=None, ends_on__gte=today)
    return held.order_by("-ends_on")


def log() -> QuerySet[CertificateEntry]:
    found = CertificateEntry.objects.select_related("certificate__provider", "standard")
    return found if settings.DEMO else found.exclude(certificate__provider__is_demo=True)


def worth_today(certificate: Certificate, today: date | None = None) -> str:
    """Return valid, lapsed or withdrawn."""
    return worth(
        today or timezone.localdate(),
        certificate.ends_on,
        is_withdrawn=certificate.withdrawn_at is not None,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement with what was said about it so far."""

    requirement: Requirement
    answer: SelfAssessment | None
    papers: int


def rows(application: Application) -> list[Row]:
    """Return every requirement of the standard with the provider's answer, in the standard's order."""
    answers = SelfAssessment.objects.filter(application=application).prefetch_related("evidence")
    by_requirement = {one.requirement_id: one for one in answers}
    found = []
    for requirement in application.standard.requirements.all():
        answer = by_requirement.get(requirement.pk)
        found.append(Row(requirement, answer, len(answer.evidence.all()) if answer else 0))
    return found


def applications_of(org_id: int) -> QuerySet[Application]:
    return Application.objects.filter(owner_id=org_id).select_related("standard").order_by("-started_at")


def queue() -> QuerySet[Application]:
    """Return what waits for the hub, the oldest first."""
    waiting = [one for one in Application.OPEN if one != Application.State.DRAFT]
    found = Application.objects.filter(state__in=waiting).select_related("standard", "owner", "reviewer")
    return found.order_by("submitted_at")


def with_requirements(standards: QuerySet[Standard]) -> QuerySet[Standard]:
    return standards.prefetch_related(Prefetch("requirements"))

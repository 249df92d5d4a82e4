"""Reading standards, certificates and the desk's queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone

from kazi.hub.models import (
    Application,
    Certificate,
    CertificateEntry,
    Requirement,
    SelfAssessment,
    Standard,
    WithdrawalAppeal,
)
from kazi.hub.rules.certification import fingerprint, worth
from kazi.kernel.recall import Recall


def standards_in_force() -> QuerySet[Standard]:
    return Standard.objects.filter(retired_at=None).order_by("name")


def certificates() -> QuerySet[Certificate]:
    """Return all certificates ever given, the newest first; demo providers' only in demo mode."""
    found = Certificate.objects.select_related("provider", "standard").order_by("-starts_on", "-pk")
    return found if settings.DEMO else found.filter(provider__is_demo=False)


def certificates_with_changes() -> QuerySet[Certificate]:
    """Return all certificates with the time of their last line in the log, for the sitemap."""
    return certificates().annotate(changed=Max("log__at")).order_by("pk")


def valid_certificates(provider_id: int) -> list[Certificate]:
    """Return what a provider holds today, one for each standard; up to 20 seconds old."""
    return certified_for(None).get(provider_id, [])


def _ask(_nothing: None) -> dict[int, list[Certificate]]:
    today = timezone.localdate()
    held: dict[int, list[Certificate]] = {}
    for one in certificates().filter(withdrawn_at=None, starts_on__lte=today, ends_on__gte=today):
        mine = held.setdefault(one.provider_id, [])
        if one.standard.slug not in {other.standard.slug for other in mine}:  # A renewed one is told once.
            mine.append(one)
    return held


# A list of providers says of each what it holds today: one question for all, now and then.
certified_for: Recall[None, dict[int, list[Certificate]]] = Recall(_ask, seconds=20)


def _ask_name(slug: str) -> str:
    newest = Standard.objects.filter(slug=slug).order_by("-version").values_list("name", flat=True)
    return newest.first() or slug


# Return what a standard is called, by its slug.
standard_name: Recall[str, str] = Recall(_ask_name, seconds=60)


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


def read_as(answer: SelfAssessment) -> str:
    """Return the fingerprint of what a reviewer reads now: words and papers."""
    return fingerprint(answer.says, answer.words, [paper.pk for paper in answer.evidence.all()])


def applications_of(org_id: int) -> QuerySet[Application]:
    return Application.objects.filter(owner_id=org_id).select_related("standard").order_by("-started_at")


def queue() -> QuerySet[Application]:
    """Return what waits for the hub, the oldest first."""
    waiting = [one for one in Application.OPEN if one != Application.State.DRAFT]
    found = Application.objects.filter(state__in=waiting).select_related("standard", "owner", "reviewer")
    return found.order_by("submitted_at")


def withdrawal_appeals() -> QuerySet[WithdrawalAppeal]:
    """Return the appeals against withdrawals that wait for the hub, the oldest first."""
    found = WithdrawalAppeal.objects.filter(decided_at=None).select_related(
        "certificate__provider", "certificate__standard", "certificate__withdrawn_by"
    )
    return found.order_by("made_at")


def waiting_at_desk() -> int:
    """Return how many applications and appeals wait for somebody of the hub to take the next step."""
    mine = queue().exclude(state=Application.State.ASKED)
    return mine.count() + withdrawal_appeals().count()

"""Certificates and verified figures of a provider become what the formula knows of its impact.

Reviewed: a certificate holds, or the hub has verified the share of impact workers.  Audited: both do, so
that the standard as a whole and the figure itself were looked at, each with evidence.  No standard here
says which share would be enough, so no ratio is kept: the formula takes its middle, for everybody alike.
"""

from __future__ import annotations

from django.db.models import Max, QuerySet
from django.utils import timezone

from kazi.deals.models import Candidate
from kazi.deals.services.candidates import note_certificate
from kazi.hub.events import CertificateGranted, CertificateWithdrawn, FigureChecked, ProfilePublished
from kazi.hub.models import Certificate, FigureCheck, PublicFigure, PublicProfile, Standing
from kazi.journal.bus import on
from kazi.journal.clock import every

SHARE = "impact-share"


@on(CertificateGranted)
def note_granted(event: CertificateGranted) -> None:
    renew(int(event.provider_id))


@on(CertificateWithdrawn)
def note_withdrawn(event: CertificateWithdrawn) -> None:
    renew(int(event.provider_id))


@on(FigureChecked)
def note_checked(event: FigureChecked) -> None:
    renew(FigureCheck.objects.get(pk=event.check_id).owner_id)


@on(ProfilePublished)
def note_published(event: ProfilePublished) -> None:
    profile = PublicProfile.objects.filter(pk=event.profile_id).first()
    if profile is not None:
        renew(profile.provider_id)


@every(seconds=3600)
def forget_lapsed() -> int:
    """Renew those whose certificate has run out, for no event tells of a day that passes; return how many.

    What else is not as the certificates say is put right with them.
    """
    known = dict(Candidate.objects.values_list("provider_id", "certificate_until"))
    held = _held().filter(provider_id__in=known).values_list("provider_id").annotate(Max("ends_on"))
    until = dict.fromkeys(known) | dict(held)
    stale = [provider_id for provider_id, day in until.items() if known[provider_id] != day]
    for provider_id in stale:
        renew(provider_id)
    return len(stale)


def renew(provider_id: int) -> None:
    """Count anew what stands for a provider today; a second call finds the same."""
    until = _held().filter(provider_id=provider_id).aggregate(last=Max("ends_on"))["last"]
    verified = PublicFigure.objects.filter(
        profile__provider_id=provider_id, code=SHARE, standing=Standing.VERIFIED
    ).exists()
    impact = "audited" if until and verified else "reviewed" if until or verified else ""
    note_certificate(provider_id, until, impact, None)


def _held() -> QuerySet[Certificate]:
    """Return the certificates that hold today."""
    return Certificate.objects.filter(withdrawn_at=None, ends_on__gte=timezone.localdate())

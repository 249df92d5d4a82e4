"""What the calendar does to certificates: letters before the end, and the log's line when one runs out."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from kazi.hub.events import CertificateLapsed
from kazi.hub.models import Certificate, CertificateEntry
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.rules.certification import LETTERS_BEFORE_DAYS
from kazi.hub.services.certification.telling import show_anew, write_to
from kazi.journal.bus import record
from kazi.kernel.tenancy import acting_for
from kazi.kernel.words import N_


def tell_of_ends() -> int:
    """Write to providers whose certificate ends within 90, then within 30 days; return how many letters.

    Who holds another certificate of the same standard that lasts longer has renewed it and hears nothing.
    """
    today = timezone.localdate()
    letters = 0
    soon = Certificate.objects.filter(
        withdrawn_at=None, ends_on__gte=today, ends_on__lte=today + timedelta(days=max(LETTERS_BEFORE_DAYS))
    )
    for certificate in soon.exclude(Exists(_renewed())).select_related("standard"):
        left = (certificate.ends_on - today).days
        days = min(one for one in LETTERS_BEFORE_DAYS if left <= one)
        if certificate.told_days is None or certificate.told_days > days:
            letters += _tell(certificate, days)
    return letters


def _renewed() -> QuerySet[Certificate]:
    return Certificate.objects.filter(
        provider_id=OuterRef("provider_id"),
        standard__slug=OuterRef("standard__slug"),
        withdrawn_at=None,
        ends_on__gt=OuterRef("ends_on"),
    )


@transaction.atomic
def _tell(certificate: Certificate, days: int) -> int:
    before = Certificate.objects.filter(pk=certificate.pk, told_days=certificate.told_days)
    if not before.update(told_days=days):
        return 0  # Another process was faster.
    return write_to(
        certificate.provider_id,
        N_("Your certificate “%(name)s” ends soon"),
        N_(
            "Your certificate “%(name)s” ends on %(day)s. To keep it, begin a new self-assessment under "
            "Certification: what you said and showed the last time is there already."
        ),
        reverse("hub:my_certification"),
        name=str(certificate.standard),
        day=certificate.ends_on,
    )


def log_lapses() -> int:
    """Write into the public log which certificates have run out; return how many, each once."""
    today = timezone.localdate()
    ended = Certificate.objects.filter(withdrawn_at=None, lapse_logged_at=None, ends_on__lt=today)
    logged = 0
    for certificate in ended:
        with transaction.atomic():
            now = timezone.now()
            mine = Certificate.objects.filter(pk=certificate.pk, lapse_logged_at=None)
            if mine.update(lapse_logged_at=now):
                CertificateEntry.objects.create(
                    at=now,
                    what=CertificateEntry.What.LAPSED,
                    certificate=certificate,
                    standard_id=certificate.standard_id,
                )
                with acting_for(hub_organisation().pk):
                    record(CertificateLapsed(str(certificate.pk), certificate.provider_id))
                show_anew(certificate.provider_id)
                logged += 1
    return logged

"""What the calendar does to certificates: letters before the end, and the log's line when one runs out."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kazi.accounts.models import Membership, Role
from kazi.channels.letters import post
from kazi.hub.models import Certificate, CertificateEntry
from kazi.hub.rules import certification as rules


def tell_of_ends() -> int:
    """Write to providers whose certificate ends within 90, then within 30 days; return how many letters."""
    today = timezone.localdate()
    letters = 0
    for days in rules.LETTERS_BEFORE_DAYS:
        soon = Certificate.objects.filter(
            withdrawn_at=None, ends_on__gte=today, ends_on__lte=today + timedelta(days=days)
        )
        for certificate in soon.select_related("standard"):
            if certificate.told_days is None or certificate.told_days > days:
                letters += _tell(certificate, days)
    return letters


@transaction.atomic
def _tell(certificate: Certificate, days: int) -> int:
    before = Certificate.objects.filter(pk=certificate.pk, told_days=certificate.told_days)
    if not before.update(told_days=days):
        return 0  # Another process was faster.
    certificate.told_days = days
    managers = Membership.objects.filter(org_id=certificate.provider_id, role=Role.MANAGER, is_active=True)
    told = 0
    for one in managers.exclude(person__email="").select_related("person"):
        with translation.override(one.person.language):
            day = date_format(certificate.ends_on, "DATE_FORMAT")
            subject = _("Your certificate ends on %(day)s") % {"day": day}
            text = _(
                "Your certificate “%(name)s” ends on %(day)s. To keep it, renew your self-assessment "
                "under Certification; much of the last one can be used again."
            ) % {"name": certificate.standard.name, "day": day}
        post(one.person.email, subject, text)
        told += 1
    return told


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
                logged += 1
    return logged

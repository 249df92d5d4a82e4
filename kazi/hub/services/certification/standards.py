"""Putting versions of standards into force."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Person
from kazi.hub.events import StandardPutInForce
from kazi.hub.models import CertificateEntry, Requirement, Standard
from kazi.hub.rules.certification import Written
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.public_pages import forget_pages


@transaction.atomic
def put_in_force(actor: Actor, written: Written) -> Standard:
    """Let a version hold from now on and retire the one before; the same version again is the first.

    Raises Refused for a version that is not the next one, and for other words under the same number:
    who was certified must be able to read what for.
    """
    before = Standard.objects.filter(slug=written.slug).order_by("-version").first()
    if before is not None and before.version == written.version:
        if _words(before) != [(one.code, one.level, one.text) for one in written.demands]:
            raise Refused(_("This version is in force with other words. Give the new words a new version."))
        return before
    if before is not None and written.version != before.version + 1:
        raise Refused(_("The next version is number %(number)s.") % {"number": before.version + 1})
    now = timezone.now()
    try:
        with transaction.atomic():
            standard = Standard.objects.create(
                slug=written.slug,
                version=written.version,
                name=written.name,
                about=written.about,
                like=list(written.like),
                months_valid=written.months_valid,
                in_force_since=now,
            )
    except IntegrityError:  # Somebody else did it in this moment.
        return Standard.objects.get(slug=written.slug, version=written.version)
    Requirement.objects.bulk_create(
        Requirement(
            standard=standard,
            code=one.code,
            section=one.section,
            level=one.level,
            text=one.text,
            evidence=one.evidence,
            place=place,
        )
        for place, one in enumerate(written.demands)
    )
    if before is not None:
        Standard.objects.filter(pk=before.pk).update(retired_at=now)
    by = Person.objects.get(pk=actor.person_id).name
    CertificateEntry.objects.create(at=now, what=CertificateEntry.What.NEW_VERSION, standard=standard, by=by)
    record(StandardPutInForce(standard.slug, standard.version), actor_id=actor.person_id)
    transaction.on_commit(forget_pages)
    return standard


def _words(standard: Standard) -> list[tuple[str, str, str]]:
    return list(standard.requirements.values_list("code", "level", "text"))

"""Who is in a campaign: drawn once, by its seed, and kept in lots, so that a killed draw goes on."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from kazi.voice.models import Campaign, Invitation
from kazi.voice.rules.campaigns.sampling import How, draw
from kazi.voice.services.campaigns import contacts_of

IN_A_LOT = 2_000  # So that a lot holds the database for less than somebody who replies would notice.


def draw_people(campaign: Campaign) -> int:
    """Draw a campaign's people and keep an invitation for each; return how many it has.

    Everybody whom another campaign on the same version has is left out.  A second call, or one after a
    kill in the middle, adds only who is missing; once it is whole it changes nothing.
    """
    own = Invitation.objects.filter(campaign=campaign)
    if campaign.drawn_at is not None:
        return own.count()
    elsewhere = Invitation.objects.filter(version_id=campaign.version_id).exclude(campaign=campaign)
    people = contacts_of(campaign).exclude(pk__in=elsewhere.values("contact"))
    about: dict[int, tuple[str, str, str]] = {}
    strata: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, site, stratum, zone in people.values_list("pk", "site", "stratum", "zone").iterator(10_000):
        about[pk] = (site, stratum, zone)
        strata[site, stratum].append(pk)
    chosen = draw(campaign.seed, strata, campaign.size or 0, How(campaign.how))
    for first in range(0, len(chosen), IN_A_LOT):
        rows = [
            _invitation(campaign, place, pk, *about[pk])
            for place, pk in enumerate(chosen[first : first + IN_A_LOT], first)
        ]
        with transaction.atomic():
            Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    Campaign.objects.filter(pk=campaign.pk, drawn_at=None).update(drawn_at=timezone.now())
    campaign.refresh_from_db()
    return own.count()


def _invitation(
    campaign: Campaign, place: int, contact_id: int, site: str, stratum: str, zone: str
) -> Invitation:
    return Invitation(
        org_id=campaign.org_id, campaign=campaign, version_id=campaign.version_id, contact_id=contact_id,
        place=place, site=site, stratum=stratum, zone=zone,
    )  # fmt: skip

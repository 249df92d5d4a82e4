"""Who is in a campaign: drawn once, by its seed, and kept in lots, so that a killed draw goes on."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection, transaction
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
        some = enumerate(chosen[first : first + IN_A_LOT], first)
        _keep(
            [(campaign.org_id, campaign.pk, campaign.version_id, pk, place, *about[pk]) for place, pk in some]
        )
    Campaign.objects.filter(pk=campaign.pk, drawn_at=None).update(drawn_at=timezone.now())
    campaign.refresh_from_db()
    return own.count()


def _keep(rows: list[tuple[int | str, ...]]) -> None:
    """Add a lot in one go; whoever is there stays.  Not through the ORM, which takes four times as long."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO voice_invitation (org_id, campaign_id, version_id, contact_id, place, site, stratum,"
            " zone, reminders) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0) ON CONFLICT DO NOTHING",
            rows,
        )

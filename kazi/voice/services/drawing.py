"""Who is in a campaign: drawn once, by its seed, and kept in lots, so that a killed draw goes on."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from kazi.channels.models import Contact
from kazi.voice.models import Campaign, Invitation, Panel
from kazi.voice.rules.campaigns.sampling import How, draw
from kazi.voice.rules.release.choosing import K_EMPLOYER
from kazi.voice.services.campaigns import contacts_of
from kazi.voice.services.linking import members_among

Strata = dict[tuple[str, str], list[int]]  # Contacts by site and group.
IN_A_LOT = 2_000  # So that a lot holds the database for less than somebody who replies would notice.


def draw_people(campaign: Campaign) -> int:
    """Draw a campaign's people and keep an invitation for each; return how many it has.

    Everybody whom another campaign on the same version has is left out.  A second call, or one after a
    kill in the middle, adds only who is missing; once it is whole it changes nothing.  Where only members
    of a panel are asked and fewer than ten are on the list, nobody is: what was sent would tell who agreed.
    """
    own = Invitation.objects.filter(campaign=campaign)
    if campaign.drawn_at is not None:
        return own.count()
    elsewhere = Invitation.objects.filter(version_id=campaign.version_id).exclude(campaign=campaign)
    people = contacts_of(campaign).exclude(pk__in=elsewhere.values("contact"))
    about: dict[int, tuple[str, str, str]] = {}
    strata: Strata = defaultdict(list)
    for pk, site, stratum, zone in people.values_list("pk", "site", "stratum", "zone").iterator(10_000):
        about[pk] = (site, stratum, zone)
        strata[site, stratum].append(pk)
    if campaign.only_members:
        strata = _members_alone(campaign, strata)
    chosen = draw(campaign.seed, strata, campaign.size or 0, How(campaign.how))
    for first in range(0, len(chosen), IN_A_LOT):
        some = enumerate(chosen[first : first + IN_A_LOT], first)
        _keep(
            [(campaign.org_id, campaign.pk, campaign.version_id, pk, place, *about[pk]) for place, pk in some]
        )
    Campaign.objects.filter(pk=campaign.pk, drawn_at=None).update(drawn_at=timezone.now())
    campaign.refresh_from_db()
    return own.count()


def _members_alone(campaign: Campaign, strata: Strata) -> Strata:
    """Return those of the strata who agreed to be asked again; nobody where they are fewer than ten."""
    people = [one for some in strata.values() for one in some]
    numbers: dict[int, UUID] = {}
    for first in range(0, len(people), IN_A_LOT):
        some = Contact.objects.filter(pk__in=people[first : first + IN_A_LOT])
        numbers.update(some.values_list("pk", "number"))
    panel = Panel.objects.get(waves__version=campaign.version_id)
    there = members_among(panel, numbers)
    if len(there) < K_EMPLOYER:
        return {}
    return {name: [one for one in some if one in there] for name, some in strata.items()}


def _keep(rows: list[tuple[int | str, ...]]) -> None:
    """Add a lot in one go; whoever is there stays.  Not through the ORM, which takes four times as long."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO voice_invitation (org_id, campaign_id, version_id, contact_id, place, site, stratum,"
            " zone, reminders) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0) ON CONFLICT DO NOTHING",
            rows,
        )

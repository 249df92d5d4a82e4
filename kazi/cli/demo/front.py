"""Advocates, a listed provider and a reported page: all invented, so every source is said to be so."""

from __future__ import annotations

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from kazi.accounts.actors import as_actor
from kazi.accounts.models import Membership, Role
from kazi.hub.models import Advocate
from kazi.hub.services import moderation
from kazi.hub.services.advocates import write_advocate
from kazi.hub.services.listings import Found, list_provider
from kazi.kernel.tenancy import acting_for

INVENTED = "Invented for this demo"
ADVOCATES = (
    {
        "name": "Msingi Fund",
        "kind": Advocate.Kind.FOUNDATION,
        "about": "A family fund that pays for the first three months of people who never had a paid job.",
        "funds": "Training allowances and first wages, 8,000 to 40,000 dollars a centre, decided four times "
        "a year.",
        "offers": "A peer group of centres that compare how they find and keep people.",
        "countries": ["KE", "UG", "TZ"],
        "website": "https://msingi-fund.example",
        "contact": "Programme desk, desk@msingi-fund.example",
    },
    {
        "name": "First Chance Network",
        "kind": Advocate.Kind.NETWORK,
        "about": "An association of providers that hire people with disabilities.",
        "offers": "Advice on workplaces and software that everybody can use; introductions to buyers.",
        "countries": ["KH", "IN"],
        "website": "https://first-chance.example",
        "contact": "Secretariat, office@first-chance.example",
    },
    {
        "name": "Institute for Decent Digital Work",
        "kind": Advocate.Kind.RESEARCH,
        "about": "Follows workers for two years after their first digital job and publishes what changed.",
        "offers": "Questionnaires and anonymous data for anybody who wants to compare.",
        "countries": [],
        "website": "https://decent-digital.example",
    },
    {
        "name": "Agency for Rural Jobs",
        "kind": Advocate.Kind.GOVERNMENT,
        "about": "Opens public rooms with good lines in small towns to centres that train school leavers.",
        "funds": "Rooms and electricity for two years.",
        "countries": ["IN"],
        "website": "https://rural-jobs.example",
    },
)


def show_front() -> None:
    """Write four advocates, list one provider and report it; rows of the demo, nobody is mailed."""
    member = Membership.objects.filter(org__is_demo=True, role=Role.HUB).order_by("pk").first()
    if member is None:
        return
    staff = as_actor(member)
    today = timezone.now().date()
    with acting_for(staff.org_id):
        for said in ADVOCATES:
            source = {"source": INVENTED, "source_on": today - timedelta(days=40)}
            write_advocate(staff, Advocate(**said, **source))
        listing = list_provider(
            staff,
            Found(
                name="Lwazi Transcripts",
                country="ZA",
                website="https://lwazi-transcripts.example",
                story="Nine people in Gqeberha write down interviews in isiXhosa, isiZulu and English.",
                source=INVENTED,
                source_on=today - timedelta(days=70),
                services=["transcription", "translation"],
                sectors=["media"],
                languages=["zu", "en"],
                sites="Gqeberha",
            ),
        )
        moderation.report(
            "provider",
            listing.provider.slug,
            "false",
            "They moved to East London last year.",
            uuid5(NAMESPACE_URL, "demo report"),
        )

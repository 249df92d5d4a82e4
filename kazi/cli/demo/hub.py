"""The public side of the demo: three published profiles, and two requests on the hub's desk."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from kazi.cli.demo.people import House
from kazi.hub.models import ProviderProfile, PublicProfile, WorkRequest
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.services.profiles import own_profile, publish
from kazi.kernel.tenancy import acting_for

PROFILES = {
    "amani-digital": {
        "story": "We started in 2016 with four computers in a church hall. Today three teams key, sort "
        "and check documents for shops and archives, and most of our leads began here as workers.",
        "services": ["data-entry", "text", "quality"],
        "sectors": ["retail", "media"],
        "languages": ["en", "sw"],
        "sites": "Nairobi and Kisumu",
        "capacity": 24,
        "hires": "Young people who finished school and found no work within a year; half of us are women.",
        "contact_name": "Grace Wairimu",
    },
    "udaan-data-works": {
        "story": "A centre in a small town, so that nobody has to leave home for a first job.",
        "services": ["text", "annotation"],
        "sectors": ["retail"],
        "languages": ["en", "hi"],
        "sites": "Ranchi",
        "capacity": 8,
        "hires": "First in the family to finish school; people from Adivasi villages around the town.",
        "contact_name": "Neha Kulkarni",
    },
    "chantrea-services": {
        "story": "We read and sort texts in Khmer and English. Four of us use a wheelchair, and the "
        "house is built for it.",
        "services": ["data-entry", "translation"],
        "sectors": ["public"],
        "languages": ["en", "km"],
        "sites": "Phnom Penh",
        "capacity": 8,
        "hires": "People with disabilities, found through two organisations that know them well.",
        "contact_name": "Sophal Chea",
    },
}


def publish_profiles(houses: list[House]) -> None:
    for house in houses:
        with acting_for(house.org.pk):
            draft = own_profile(house.org)
            ProviderProfile.objects.filter(pk=draft.pk).update(**PROFILES[house.org.slug])
            publish(house.manager, house.org)


def ask_for_work() -> None:
    """Two buyers have written: one to a provider, one to the hub.  Rows, not letters: nobody is mailed."""
    hub = hub_organisation()
    asked = PublicProfile.objects.filter(slug="amani-digital").first()
    with acting_for(hub.pk):
        WorkRequest.objects.create(
            name="Lucia Ferrer",
            email="lucia@meridian-foods.example",
            organisation="Meridian Foods",
            what="Company, date and total from the receipts that our drivers photograph.",
            volume="About 6,000 a month",
            by_when=timezone.now().date() + timedelta(days=45),
            quality="At most 5 wrong fields in 1,000",
            provider=asked,
            is_demo=True,
        )
        WorkRequest.objects.create(
            name="Tomasz Zielinski",
            email="tomasz@northgate-museum.example",
            organisation="Northgate Museum",
            what="Letters from 1890 to 1930, typed out. Some are in Polish; most can be read well.",
            volume="1,400 pages, once",
            state=WorkRequest.State.SEEN,
            is_demo=True,
        )

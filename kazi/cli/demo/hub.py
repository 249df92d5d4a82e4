"""The hub's desk in the demo: two requests for work."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from kazi.hub.models import PublicProfile, WorkRequest
from kazi.hub.queries.desk import hub_organisation
from kazi.kernel.tenancy import acting_for


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

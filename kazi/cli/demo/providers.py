"""Profiles of the demo: three providers that work here, and a dozen that are only listed (providers.yaml)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership, Organisation, Role
from kazi.cli.demo import pictures
from kazi.cli.demo.people import House
from kazi.hub.models import Contact, Figure, Introduction, ProviderProfile, Site, Story, Support
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.rules.figures import FIGURES
from kazi.hub.services.figures import keep_figure
from kazi.hub.services.live import agree, renew
from kazi.hub.services.profiles import own_profile, publish
from kazi.hub.services.references import ClosedDeal, publish_reference, reply
from kazi.hub.services.stories import keep_story
from kazi.kernel.tenancy import acting_for

MONTH = 30
STOOD_BY = {"verified": "Kazi hub", "attested": "Efua Asante, Savanna Audit (savanna-audit.example)"}
PICTURES: dict[str, Callable[[], bytes]] = {"desk": pictures.desk, "hills": pictures.hills}


def publish_providers(houses: list[House]) -> None:
    """Publish every profile of the file, as its manager or, where it has no people here, as the hub."""
    said = yaml.safe_load((Path(__file__).parent / "providers.yaml").read_text(encoding="utf-8"))
    managers = {house.org.slug: house.manager for house in houses}
    hub = hub_organisation()
    desk = as_actor(Membership.objects.filter(org=hub, role=Role.HUB).order_by("pk")[0])
    for slug, profile in said.items():
        org = Organisation.objects.filter(slug=slug).first() or _organisation(slug, profile["organisation"])
        with acting_for(org.pk):
            _tell(managers.get(slug, desk), org, profile)
    _ask_to_meet(houses[0], hub)


def show_live_figures(houses: list[House]) -> None:
    """Let the first house show what its records say, once they say something."""
    house = houses[0]
    with acting_for(house.org.pk):
        agree(house.manager, house.org, ["workers", "accuracy"])
        renew(house.org)


def _organisation(slug: str, said: dict[str, str]) -> Organisation:
    return Organisation.objects.create(
        kind=Organisation.Kind.PROVIDER,
        name=said["name"],
        slug=slug,
        country=said["country"],
        timezone=said["zone"],
        currency=said["currency"],
        is_demo=True,
    )


def _tell(actor: Actor, org: Organisation, said: dict[str, Any]) -> None:
    draft = own_profile(org)
    ProviderProfile.objects.filter(pk=draft.pk).update(**said["told"])
    draft.refresh_from_db()
    for site in said["sites"]:
        Site.objects.create(profile=draft, **site)
    for one in said.get("supports", []):
        Support.objects.create(
            profile=draft,
            who=one["who"],
            kind=one["kind"],
            note=one["note"],
            began_on=one["began"],
            ended_on=one.get("ended"),
        )
    for one in said["contacts"]:
        told = {name: one[name] for name in ("name", "role", "languages", "email")}
        Contact.objects.create(profile=draft, consented_on=one["consented"], **told)
    for one in said.get("stories", []):
        _tell_story(actor, draft, one)
    for figure in said["figures"]:
        _tell_figure(actor, draft, figure)
    publish(actor, org)
    for one in said.get("references", []):
        _refer(actor, org, one)


def _tell_story(actor: Actor, draft: ProviderProfile, said: dict[str, Any]) -> None:
    story = Story(
        profile=draft,
        title=said["title"],
        text=said["text"],
        whose=said["whose"],
        consent_by=said["by"],
        consented_on=said["consented"],
        consent_purpose="Shown with a drawing on the public hub.",
        picture_says=said.get("picture", ""),
    )
    drawn = next((draw for word, draw in PICTURES.items() if word in story.picture_says), None)
    picture = (BytesIO(drawn()), "drawing.png") if drawn else None
    keep_story(actor, story, picture, without=False)


def _tell_figure(actor: Actor, draft: ProviderProfile, said: list[Any]) -> None:
    code, value, n, months, source, standing = said
    figure = Figure(
        profile=draft, code=code, value=Decimal(str(value)), n=n, as_of=_ago(months), source=source
    )
    assert code in FIGURES
    keep_figure(actor, figure)
    if standing in STOOD_BY:
        stood = {"stood_by": STOOD_BY[standing], "stood_on": _ago(months - 1)}
        Figure.objects.filter(pk=figure.pk).update(standing=standing, **stood)


def _refer(actor: Actor, org: Organisation, said: dict[str, Any]) -> None:
    began, ended = (_ago(months) for months in said["months"])
    reference = publish_reference(
        org,
        ClosedDeal(
            deal_ref=said["deal"],
            consented_at=timezone.now() - timedelta(days=MONTH * said["months"][1]),
            service=said["service"],
            began_on=began,
            ended_on=ended,
            units=said["units"],
            unit=said["unit"],
            client_name=said["named"],
            client_country=said["country"],
            accuracy=Decimal(said["accuracy"]),
            rating=said["rating"],
            words=said["words"],
        ),
    )
    reply(actor, reference, said["reply"])


def _ask_to_meet(house: House, hub: Organisation) -> None:
    """Somebody waits to be introduced.  A row, not letters: nobody is mailed."""
    with acting_for(house.org.pk):
        contact = Contact.objects.order_by("pk").first()
        Introduction.objects.create(
            shared_with=hub,
            contact=contact,
            contact_name=contact.name if contact else "",
            name="Hannah Brandt",
            email="hannah@nordlicht-logistik.example",
            organisation="Nordlicht Logistik",
            message="We have 3,000 delivery notes a week, in German and English. Can we try a pilot?",
        )


def _ago(months: int) -> date:
    return timezone.now().date() - timedelta(days=MONTH * months)

"""The demo's pipeline: deals of the hub and of the first provider, a desk with something on it.

Names are invented, addresses end in .example, and nobody gets a letter: rows are written, not sent.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership, Organisation, Role
from kazi.cli.demo.people import People
from kazi.deals.models import (
    Account,
    Campaign,
    Card,
    Collateral,
    Contact,
    MailNote,
    Satisfaction,
    Sending,
    StageSpell,
    Task,
)
from kazi.deals.rules.pipeline import STAGES
from kazi.hub.queries.desk import hub_organisation
from kazi.kernel.tenancy import acting_for

ORDER = STAGES[:6]
# name, country, sector, person, what they do, why we may write
COMPANIES = (
    ("Meridian Foods", "ES", "retail", "Lucia Ferrer", "Accounts payable", "asked"),
    ("Northgate Museum", "GB", "public", "Tomasz Zielinski", "Archive", "asked"),
    ("Lakeside Cooperative", "UG", "farming", "Ruth Nabirye", "Member services", "public"),
    ("Corvid Robotics", "DE", "technology", "Jonas Albrecht", "Data", "asked"),
    ("Sahel Microfinance", "SN", "finance", "Awa Diallo", "Operations", ""),
)
# title, company, stage, provider (0 is none), value a month, months, units, unit, minutes, days ago per stage
HUB_DEALS: tuple[tuple[str, str, str, int, int | None, int, int, str, str, tuple[int, ...]], ...] = (
    (
        "Drivers' receipts, every month",
        "Meridian Foods",
        "talking",
        1,
        480_000,
        9,
        54_000,
        "receipt",
        "1.4",
        (21, 9),
    ),
    (
        "Letters from 1890 to 1930",
        "Northgate Museum",
        "proposal",
        1,
        310_000,
        5,
        1_400,
        "page",
        "18",
        (64, 50, 41, 12),
    ),
    (
        "Members' forms, typed and checked",
        "Lakeside Cooperative",
        "lead",
        0,
        None,
        3,
        36_000,
        "form",
        "3",
        (6,),
    ),
    (
        "Boxes around tools in pictures",
        "Corvid Robotics",
        "request",
        2,
        905_000,
        9,
        453_600,
        "picture",
        "2",
        (33, 27, 4),
    ),
    (
        "Loan files sorted by kind",
        "Sahel Microfinance",
        "lost",
        3,
        150_000,
        4,
        80_000,
        "file",
        "0.8",
        (90, 70, 52, 30, 18),
    ),
    (
        "Shelf labels read from photos",
        "Meridian Foods",
        "signed",
        1,
        260_000,
        6,
        120_000,
        "photo",
        "0.9",
        (120, 110, 98, 80, 61, 55),
    ),
    (
        "Catalogue cards of a map room",
        "Northgate Museum",
        "won",
        3,
        120_000,
        4,
        22_000,
        "card",
        "2.5",
        (70, 61, 48, 33, 3),
    ),
)
OWN_DEALS: tuple[tuple[str, str, str, int | None, int, int, str, str, tuple[int, ...]], ...] = (
    (
        "School registers of two districts",
        "Mwanga Schools",
        "talking",
        2_900_000,
        6,
        90_000,
        "page",
        "2.2",
        (15, 5),
    ),
    (
        "Delivery notes of a wholesaler",
        "Duka Fresh",
        "proposal",
        5_400_000,
        12,
        300_000,
        "note",
        "1.1",
        (40, 30, 22, 8),
    ),
    ("Clinic cards, a pilot", "Riverside Clinics", "lead", None, 2, 4_000, "card", "3.5", (3,)),
    (
        "Meter readings from photos",
        "Harbour Archive",
        "lost",
        1_200_000,
        3,
        60_000,
        "photo",
        "0.6",
        (60, 52, 30, 11),
    ),
)
SHELF = (
    (
        "page",
        "What a pilot looks like",
        ["en"],
        "Fifty real items, keyed twice and reviewed in full. You get the "
        "results, the share of right fields with its interval, and minutes per item. After that you "
        "decide, not before.",
    ),
    (
        "helper",
        "What to ask in the first talk",
        ["en"],
        "Who does it today, and how long does one "
        "item take?\nWhat happens when a field is wrong?\nWhich languages, which scripts?\nWho "
        "signs, and what must be settled about data before that?",
    ),
    (
        "helper",
        "“You are too small for us”",
        ["en"],
        "Ask for which risk small stands: lateness, quality, or being gone next year. "
        "Show accepted at first delivery and on time from the provider's page, and offer a pilot. "
        "Two small providers can share one request.",
    ),
    (
        "prices",
        "Price sheet to fill in",
        ["en", "fr"],
        "Unit:\nMinutes per unit (from the pilot):\nPeople per unit:\nPrice per unit:\n"
        "Set-up:\nWhat the price contains: wage, on-costs, checking, overhead.",
    ),
    (
        "case",
        "Receipts for a grocer's drivers",
        ["en", "es"],
        "Invented for the demo: 20,000 receipts a month, company, date and total. "
        "Two people key each; a third decides where they differ.",
    ),
)


def fill_pipelines(people: People, today: date) -> None:
    hub = hub_organisation()
    staff = [as_actor(one) for one in Membership.objects.filter(org=hub, role=Role.HUB).order_by("pk")]
    with acting_for(hub.pk):
        accounts = _accounts(staff[0], today)
        for number, deal in enumerate(HUB_DEALS):
            title, company, stage, house, *rest = deal
            provider = people.houses[house - 1].org if house else hub
            _card(
                staff[number % len(staff)],
                hub,
                provider,
                title,
                stage,
                *rest,
                currency="USD",
                account=accounts[company],
                buyer=company,
                country=accounts[company].country,
            )
        _shelf(staff[0], people)
        _campaign(staff[0], today)
    first = people.houses[0]
    with acting_for(first.org.pk):
        for title, company, stage, *rest in OWN_DEALS:
            _card(
                first.manager,
                first.org,
                first.org,
                title,
                stage,
                *rest,
                currency="KES",
                buyer=company,
                country="KE",
            )
        _contentment(first.org, people.clients[0])


def _accounts(actor: Actor, today: date) -> dict[str, Account]:
    found = {}
    for number, (name, country, sector, person, job, basis) in enumerate(COMPANIES):
        account = Account.objects.create(
            name=name,
            country=country,
            sector=sector,
            lead_id=actor.membership_id,
            is_demo=True,
            goals="Begin with a pilot; a yearly agreement after it." if number < 2 else "",
            people=f"{person} decides about the budget." if number < 2 else "",
            next_steps="Send the one-pager, ask for fifty items." if number < 2 else "",
            review_on=today + timedelta(days=14 + number) if number < 2 else None,
        )
        Contact.objects.create(
            account=account,
            name=person,
            job=job,
            basis=basis,
            basis_note="On our form" if basis else "",
            email=f"{person.split()[0].lower()}@{name.lower().replace(' ', '-')}.example",
        )
        found[name] = account
    return found


def _card(
    actor: Actor,
    owner: Organisation,
    shared_with: Organisation,
    title: str,
    stage: str,
    value: int | None,
    months: int,
    volume: int,
    unit: str,
    minutes: str,
    days: tuple[int, ...],
    **more: Any,
) -> Card:
    """Write a card with the stages it went through: `days` ago it entered each, the last is where it is."""
    now = timezone.now()
    usual = Decimal(minutes)
    card = Card.objects.create(
        owner=owner,
        shared_with=shared_with,
        title=title,
        stage=stage,
        value_minor=value,
        months=months,
        volume=volume,
        unit=unit,
        minutes_low=usual * Decimal("0.8"),
        minutes_base=usual,
        minutes_high=usual * Decimal("1.3"),
        lead_id=actor.membership_id,
        made_by_id=actor.membership_id,
        stage_since=now - timedelta(days=days[-1]),
        starts_on=(now + timedelta(days=40)).date().replace(day=1),
        lost_because="They chose a provider with night shifts." if stage == "lost" else "",
        is_demo=True,
        **more,
    )
    passed = [*ORDER[: len(days) - 1], stage]
    for place, (name, ago) in enumerate(zip(passed, days, strict=True)):
        left = None if place + 1 == len(days) else now - timedelta(days=days[place + 1])
        StageSpell.objects.create(
            card=card,
            stage=name,
            entered_at=now - timedelta(days=ago),
            left_at=left,
            by_id=actor.membership_id,
        )
    if stage not in {"lost", "signed"}:
        Task.objects.create(
            card=card,
            what=f"Call {more['buyer']} about the next step",
            who_id=actor.membership_id,
            due_on=(now + timedelta(days=days[-1] % 7 - 1)).date(),
        )
        MailNote.objects.create(
            card=card,
            way=MailNote.Way.IN,
            who=str(more["buyer"]),
            subject=title,
            by_id=actor.membership_id,
            words="Thank you for the call. Please send us what a pilot would look like.",
            at=now - timedelta(days=days[-1]),
        )
    return card


def _shelf(actor: Actor, people: People) -> None:
    for kind, title, languages, text in SHELF:
        one = Collateral.objects.create(
            kind=kind,
            title=title,
            languages=languages,
            text=text,
            made_by_id=actor.membership_id,
            is_demo=True,
        )
        if kind == "case":
            one.providers.add(people.houses[0].org)


def _campaign(actor: Actor, today: date) -> None:
    sent = timezone.make_aware(datetime.combine(today - timedelta(days=20), time(9)))
    campaign = Campaign.objects.create(
        name="Fifty items as a pilot",
        subject="Fifty of your items, done by people you can meet",
        text="Send us fifty items. You see the results, their quality and what they would cost.",
        state=Campaign.State.SENT,
        sent_at=sent,
        made_by_id=actor.membership_id,
        is_demo=True,
    )
    for contact in Contact.objects.exclude(basis="").select_related("account").order_by("pk"):
        card = Card.objects.filter(account=contact.account, stage__in=["talking", "request"]).first()
        Sending.objects.create(
            campaign=campaign,
            contact=contact,
            at=sent,
            card=card,
            answered_at=sent + timedelta(days=2) if card else None,
        )
        if card is not None:
            Card.objects.filter(pk=card.pk).update(campaign=campaign, source=Card.Source.CAMPAIGN)


def _contentment(provider: Organisation, client: Organisation) -> None:
    """One client has answered about two parcels, and not about the third."""
    member = Membership.objects.filter(org=client, role=Role.CLIENT).order_by("pk").first()
    if member is None:
        return
    said: tuple[tuple[int | None, str], ...] = (
        (9, "Quick, and they asked before they guessed."),
        (7, "Two totals were wrong; mended on the same day."),
        (None, ""),
    )
    now = timezone.now()
    for number, (score, words) in enumerate(said, 1):
        asked = now - timedelta(days=40 - 12 * number)
        Satisfaction.objects.create(
            owner=provider,
            shared_with=client,
            delivery_ref=-1,
            number=number,
            title="Drivers' receipts",
            asked=member,
            asked_at=asked,
            score=score,
            words=words,
            may_be_named=score == 9,
            answered_at=None if score is None else asked + timedelta(days=1),
            is_demo=True,
            reminded_at=now if score is None else None,
        )

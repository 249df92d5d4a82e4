"""`kazi demo`."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Annotated

import typer
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kazi.cli.preparing import prepare
from kazi.kernel.errors import Refused

if TYPE_CHECKING:
    from kazi.cli.demo.people import People

SEED = 1907


def demo(
    quiet: Annotated[bool, typer.Option(help="Say nothing when it is there already.")] = False,
) -> None:
    """Fill the database with an invented world: providers, clients, workers, projects in all states.

    Everything is marked as demo and drawn here; the second call changes nothing.  Set KAZI_DEMO=1
    when serving, so that the sign-in page offers one click for each role.
    """
    from kazi.accounts.models import Organisation

    if settings.PRODUCTION:
        raise Refused("Demo data does not belong among real people: KAZI_PRODUCTION is set here.")
    prepare()
    if Organisation.objects.filter(is_demo=True, kind=Organisation.Kind.PROVIDER).exists():
        if not quiet:
            typer.echo("The demo is there already.")
        return
    typer.echo("Making the demo ...")
    settings.DEMO = True  # For this process: what is demo is hidden otherwise, from its makers too.
    began = time.monotonic()
    make_demo()
    typer.echo(f"The demo is there ({time.monotonic() - began:.0f} s).")


def _show_clients(people: People) -> None:
    """Renew what clients see, once the work of the past weeks is counted: it says when the rest is done."""
    from kazi.kernel.recall import forget_everything
    from kazi.kernel.tenancy import acting_for
    from kazi.work.models import Project
    from kazi.work.services.counting import count_answers
    from kazi.work.services.windows import refresh

    for house in people.houses:
        with acting_for(house.org.pk):
            count_answers()
    forget_everything()  # Forecasts from before the count.
    for house in people.houses:
        with acting_for(house.org.pk):
            for project in Project.objects.all():
                refresh(project)


def make_demo() -> None:
    """Make the whole demo or nothing of it."""
    # The heavy room of pictures is needed here only.
    from kazi.cli.demo import (
        care,
        certificates,
        channels,
        countries,
        deals,
        front,
        hub,
        library,
        poll_results,
        polls,
        projects,
        providers,
        requests,
        sales,
        talks,
    )  # fmt: skip
    from kazi.cli.demo.people import make_people
    from kazi.journal.working import run_one_task
    from kazi.kernel.tenancy import acting_for
    from kazi.work.services.projects import refresh_statistics

    dice = random.Random(SEED)  # noqa: S311 -- an invented world, the same each time.
    today = timezone.now().date()
    with transaction.atomic():
        people = make_people(today)
        duka, harbour = people.clients
        first, *others = people.houses
        for place, house in enumerate(people.houses):
            with acting_for(house.org.pk):
                channels.make_channels(people, place)
        with acting_for(first.org.pk):
            drawn = projects.receipts(first, duka, dice, today)
            projects.lines(first, duka, drawn, dice)
            projects.pages(first, harbour, drawn, dice, today)
            projects.forms(first, dice, today)
            projects.practice(first)
            talks.make_talks(first)
        for house in others:
            with acting_for(house.org.pk):
                projects.elsewhere(house, harbour, drawn, dice)
        providers.publish_providers(people.houses)
        hub.ask_for_work()
        library.fill(people.houses)
        certificates.certify(people.houses)
        front.show_front()
        requests.make_deals(people)
        deals.make_deals(first, duka, harbour)
        sales.fill_pipelines(people, today)
        poll_results.ask_workers(first, dice)
        polls.make_polls(first)
        polls.make_sponsors_poll()
        care.show_care(people.houses)
        _show_clients(people)
    while run_one_task("demo"):  # What the changes asked for, such as marks of reviewed answers.
        pass
    refresh_statistics()
    providers.show_live_figures(people.houses)
    countries.show_countries()

"""The demo's certificates: one provider holds one, another has applied."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership, Role
from kazi.cli.demo.people import House
from kazi.hub.models import Application, Standard
from kazi.hub.queries.certification import read_as
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.rules.certification import ready_standards
from kazi.hub.services.certification import applying, deciding
from kazi.hub.services.certification.standards import put_in_force
from kazi.kernel.tenancy import acting_for

NOT_YET = {"R4", "C4"}


def certify(houses: list[House]) -> None:
    """Put the standard that comes with Kazi into force, certify the first house, let the second apply."""
    hub = hub_organisation()
    staff = [as_actor(one) for one in Membership.objects.filter(org=hub, role=Role.HUB).order_by("pk")]
    if not staff:
        return
    desk, decider = staff[0], staff[-1]
    with acting_for(hub.pk):
        standard = put_in_force(desk, ready_standards()["fair-start"])
    first, second, *_others = houses
    application = _assess(first, standard)
    with acting_for(hub.pk):
        _review(desk, decider, application)
    _assess(second, standard)


def _assess(house: House, standard: Standard) -> Application:
    day = timezone.localdate() - timedelta(days=90)
    with acting_for(house.org.pk):
        application = applying.start(house.manager, standard)
        for wanted in standard.requirements.all():
            says = "not_met" if wanted.code in NOT_YET else "met"
            words = "We plan this for next year." if says == "not_met" else "As the paper shows."
            answer = applying.say(house.manager, application, wanted, says, words)
            if says == "met":
                link = f"https://{house.org.slug}.example/papers/{wanted.code.lower()}"
                applying.add_evidence(
                    house.manager, answer, uuid4(), f"Paper for {wanted.code}", day, link=link
                )
        return applying.submit(house.manager, application)


def _review(desk: Actor, decider: Actor, application: Application) -> None:
    deciding.take(desk, application)
    for answer in application.answers.select_related("requirement", "application"):
        shown = answer.requirement.code not in NOT_YET
        found, note = ("accepted", "") if shown else ("insufficient", "Planned, not done.")
        deciding.find(desk, answer, found, note, read_as(answer))
    deciding.grant(decider, application)

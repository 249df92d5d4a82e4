"""Two people at the desk at once: one certificate, one reviewer, one decision."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kazi.accounts.actors import Actor
from kazi.credentials.models import Issued
from kazi.hub.models import Application, Certificate, CertificateEntry
from kazi.hub.services.certification import applying, deciding, withdrawing
from kazi.kernel.errors import Conflict
from kazi.kernel.tenancy import acting_for
from tests.deals.test_request_races import at_once
from tests.hub.test_certification import Place

pytestmark = pytest.mark.django_db(transaction=True)


def by(actor: Actor, task: Callable[[Application], object], number: int) -> Callable[[], object]:
    """Return the task as this person does it: with the row as their own page read it."""

    def run() -> object:
        with acting_for(actor.org_id):
            return task(Application.objects.get(pk=number))

    return run


def test_two_grants_at_once_are_one_certificate() -> None:
    place = Place()
    number = place.reviewed().pk
    given = at_once(
        *(by(one, lambda row, one=one: deciding.grant(one, row), number) for one in (place.two, place.three))  # type: ignore[misc]
    )
    assert Certificate.objects.count() == 1
    assert given == [Certificate.objects.get()] * 2
    assert Issued.objects.count() == 1
    assert CertificateEntry.objects.filter(what="granted").count() == 1


def test_of_two_who_take_it_one_is_told_who_has_it() -> None:
    place = Place()
    number = place.assessed().pk
    given = at_once(
        *(by(one, lambda row, one=one: deciding.take(one, row), number) for one in (place.two, place.three))  # type: ignore[misc]
    )
    assert sorted(type(one).__name__ for one in given) == ["Application", "Conflict"]


def test_of_a_grant_and_a_refusal_at_once_one_counts() -> None:
    place = Place()
    number = place.reviewed().pk
    given = at_once(
        by(place.two, lambda row: deciding.grant(place.two, row), number),
        by(place.three, lambda row: deciding.refuse(place.three, row, "No."), number),
    )
    with acting_for(place.hub.pk):
        state = Application.objects.get(pk=number).state
    assert Certificate.objects.count() == (1 if state == "granted" else 0)
    assert sum(isinstance(one, Conflict) for one in given) == 1


def test_of_a_grant_and_a_stop_at_once_one_counts() -> None:
    place = Place()
    number = place.reviewed().pk
    at_once(
        by(place.two, lambda row: deciding.grant(place.two, row), number),
        by(place.manager, lambda row: applying.stop(place.manager, row), number),
    )
    with acting_for(place.hub.pk):
        state = Application.objects.get(pk=number).state
    assert (state, Certificate.objects.count()) in {("granted", 1), ("stopped", 0)}


def test_two_withdrawals_at_once_are_one() -> None:
    place = Place()
    number = place.granted().pk

    def withdrawn(actor: Actor) -> Callable[[], object]:
        def run() -> object:
            with acting_for(place.hub.pk):
                return withdrawing.withdraw(actor, Certificate.objects.get(pk=number), "No.")

        return run

    at_once(withdrawn(place.two), withdrawn(place.three))
    assert CertificateEntry.objects.filter(what="withdrawn").count() == 1

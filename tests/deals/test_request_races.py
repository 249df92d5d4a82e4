"""Two at once: the database lets one win, and the other is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.deals.access.requests import own_request
from kazi.deals.models import Award, Proposal, Request
from kazi.deals.queries.clock import database_now
from kazi.deals.services.choosing import award
from kazi.deals.services.opening import open_proposals
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.tenancy import acting_for
from tests.deals.request_makers import a_buyer, a_provider, an_offer, later, propose, sent_request
from tests.makers import join

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks: Callable[[], object]) -> list[object]:
    """Run the tasks in threads that begin together; return what each returned or raised."""
    barrier = threading.Barrier(len(tasks))
    results: list[object] = [None] * len(tasks)

    def run(place: int, task: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            results[place] = task()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_of_two_awards_at_once_one_wins_and_the_other_is_told_whom() -> None:
    buyer = a_buyer()
    colleague = join("zawadi", Organisation.objects.get(pk=buyer.org_id), Role.CLIENT)
    managers = [a_provider("Amani")[1], a_provider("Pamoja")[1]]
    request = sent_request(buyer, *managers)
    proposals = [propose(one, request) for one in managers]
    with later():
        open_proposals(request.pk)

    def choose(actor: Actor, proposal: Proposal) -> object:
        with acting_for(actor.org_id):
            mine = own_request(actor, request.pk)
            return award(actor, mine, Proposal.objects.get(pk=proposal.pk), "The best.", {})

    made = at_once(lambda: choose(buyer, proposals[0]), lambda: choose(colleague, proposals[1]))
    won = [one for one in made if isinstance(one, Award)]
    lost = [one for one in made if isinstance(one, Conflict)]
    assert (len(won), len(lost)) == (1, 1), made
    assert "has already chosen" in str(lost[0].message)
    with acting_for(buyer.org_id):
        assert sorted(Proposal.objects.values_list("state", flat=True)) == ["awarded", "lost"]
        assert Entry.objects.filter(event="deals.proposal_awarded").count() == 1


def test_a_form_sent_twice_at_the_same_moment_is_one_proposal() -> None:
    buyer, manager, once = a_buyer(), a_provider()[1], uuid4()
    request = sent_request(buyer, manager)
    made = at_once(*[lambda: propose(manager, request, once=once)] * 4)
    assert all(isinstance(one, Proposal) for one in made), made
    with acting_for(buyer.org_id):
        assert [one.version for one in Proposal.objects.all()] == [1]


def test_proposals_at_the_deadlines_second_are_all_in_or_all_refused() -> None:
    """Whatever was taken is opened; whatever was not is told so.  None is taken and left shut."""
    buyer = a_buyer()
    managers = [a_provider(f"Provider {n}")[1] for n in range(5)]
    request = sent_request(buyer, *managers, minutes=1.2 / 60)
    until = request.proposals_until
    assert until is not None

    def at(manager: Actor, before: float) -> object:
        time.sleep(max(0.0, (until - database_now()).total_seconds() - before))
        return propose(manager, request, an_offer())

    def open_it() -> object:
        while not open_proposals(request.pk):
            time.sleep(0.005)
        return True

    made = at_once(
        *[lambda one=one, n=n: at(one, 0.06 - 0.03 * n) for n, one in enumerate(managers)],
        open_it,
    )
    taken = [one for one in made if isinstance(one, Proposal)]
    refused = [one for one in made if isinstance(one, Refused)]
    assert len(taken) + len(refused) == 5, made
    assert len(refused) >= 2  # Those that came after it.
    with acting_for(buyer.org_id):
        states = list(Proposal.objects.values_list("state", flat=True))
        assert states == ["opened"] * len(taken)


def test_a_proposal_on_its_way_holds_the_opening_up() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets only one transaction write at a time anyway")
    buyer, manager = a_buyer(), a_provider()[1]
    request = sent_request(buyer, manager)
    began = threading.Event()

    def slow() -> object:
        with transaction.atomic():
            made = propose(manager, request)
            began.set()
            time.sleep(0.4)
        return made

    def opening() -> object:
        began.wait(5)
        return open_proposals(request.pk)

    with pytest.MonkeyPatch.context() as patch:
        real = database_now
        patch.setattr(
            "kazi.deals.queries.clock.database_now",
            lambda: real() + timedelta(minutes=61 if began.is_set() else 0),
        )
        made = at_once(slow, opening)
    assert made[1] is True, made
    with acting_for(buyer.org_id):
        assert Request.objects.get().state == "closed"
        assert Proposal.objects.get().state == "opened"

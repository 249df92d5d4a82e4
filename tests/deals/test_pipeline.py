"""Cards: by hand and by themselves, whose they are, and two at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.models import Letter
from kazi.deals.access import pipeline as access
from kazi.deals.models import Agreement, Card, MailNote, Proposal, Renewal, StageSpell, Task
from kazi.deals.queries import pipeline as queries
from kazi.deals.services import following, pipeline, renewals, selling
from kazi.deals.services.choosing import award
from kazi.deals.services.opening import open_proposals
from kazi.deals.services.requests import withdraw
from kazi.hub.queries.desk import hub_organisation
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import acting_for
from tests.deals.makers import signed_deal, some_terms
from tests.deals.request_makers import a_buyer, a_provider, later, propose, sent_request
from tests.deals.test_request_races import at_once
from tests.makers import join, organisation, work_off

pytestmark = pytest.mark.django_db


def hub_staff(name: str = "tesfaye") -> Actor:
    return join(name, hub_organisation(), Role.HUB)


def a_card(actor: Actor, provider: Organisation | None = None, **fields: Any) -> Card:
    said = {"title": "Archive of letters", "value_minor": 200_000, "months": 6} | fields
    with acting_for(actor.org_id):
        return pipeline.add_card(actor, uuid4(), said, provider=provider)


def stages(org_id: int) -> dict[str, str]:
    with acting_for(org_id):
        return {one.deal_key: one.stage for one in Card.objects.filter(owner_id=org_id)}


def test_a_form_sent_twice_is_one_card() -> None:
    actor, once = hub_staff(), uuid4()
    with acting_for(actor.org_id):
        first = pipeline.add_card(actor, once, {"title": "Receipts"})
        assert pipeline.add_card(actor, once, {"title": "Receipts again"}) == first
        assert StageSpell.objects.filter(card=first).count() == 1


def test_moving_keeps_the_history_and_the_same_move_twice_is_once() -> None:
    actor = hub_staff()
    card = a_card(actor)
    with acting_for(actor.org_id):
        pipeline.move(actor, card, "lead", "talking")
        pipeline.move(actor, card, "lead", "talking")
        spells = list(card.spells.values_list("stage", flat=True))
        assert spells == ["lead", "talking"]
        with pytest.raises(Conflict, match="Talking"):
            pipeline.move(actor, card, "lead", "proposal")
        with pytest.raises(Refused, match="why it was lost"):
            pipeline.move(actor, card, "talking", "lost")
        assert card.spells.filter(left_at=None).count() == 1


def test_a_card_the_hub_sells_is_read_by_its_provider_and_moved_by_the_hub_only() -> None:
    actor = hub_staff()
    _profile, manager = a_provider()
    _other, rival = a_provider("Pamoja")
    card = a_card(actor, Organisation.objects.get(pk=manager.org_id))
    with acting_for(manager.org_id):
        assert access.card_of(manager, card.pk) == card
        with pytest.raises(NotFound):
            access.own_card(manager, card.pk)
    with acting_for(rival.org_id), pytest.raises(NotFound):
        access.card_of(rival, card.pk)


def test_notes_and_tasks_stay_with_who_wrote_them() -> None:
    actor = hub_staff()
    _profile, manager = a_provider()
    card = a_card(actor, Organisation.objects.get(pk=manager.org_id))
    with acting_for(actor.org_id):
        selling.note(actor, once=uuid4(), card=card, words="They compare us with two others.")
        selling.add_task("Ring them", card=card, once=uuid4())
    with acting_for(manager.org_id):
        assert not access.mails_of(card).exists()
        assert not Task.objects.filter(card=card).exists()


def test_workers_buyers_and_programs_sell_for_nobody() -> None:
    buyer = a_buyer()
    worker = join("otieno", organisation())
    manager = a_provider()[1]
    program = Actor(manager.person_id, manager.org_id, manager.role, manager.membership_id, frozenset())
    for actor in (buyer, worker, program):
        with acting_for(actor.org_id), pytest.raises(NotFound):
            access.cards_of(actor)


def test_a_letter_is_sent_and_written_down_once() -> None:
    actor, once = hub_staff(), uuid4()
    card = a_card(actor)
    with acting_for(actor.org_id):
        for _twice in range(2):
            selling.write_letter(actor, card, "lucia@meridian.example", "Receipts", "Shall we talk?", once)
        assert Letter.objects.filter(to="lucia@meridian.example").count() == 1
        assert MailNote.objects.get(card=card).way == MailNote.Way.OUT


def test_a_request_goes_its_way_through_all_pipelines() -> None:
    hub = hub_organisation().pk
    buyer = a_buyer()
    managers = [a_provider("Amani")[1], a_provider("Pamoja")[1], a_provider("Udaan")[1]]
    request = sent_request(buyer, *managers)
    work_off()
    key = f"request:{request.pk}"
    assert [stages(one)[key] for one in (hub, *(one.org_id for one in managers))] == ["request"] * 4
    proposals = [propose(one, request) for one in managers[:2]]
    work_off()
    assert [stages(one.org_id)[key] for one in managers] == ["proposal", "proposal", "request"]
    assert stages(hub)[key] == "proposal"
    with later():
        open_proposals(request.pk)
    request.refresh_from_db()
    with acting_for(buyer.org_id):
        award(buyer, request, Proposal.objects.get(pk=proposals[0].pk), "The best.", {})
    work_off()
    assert [stages(one.org_id)[key] for one in managers] == ["won", "lost", "lost"]
    assert stages(hub)[key] == "won"
    with acting_for(buyer.org_id):  # Heard again, nothing moves.
        following.follow_request(request, hub)
    assert StageSpell.objects.filter(card__deal_key=key).count() == 3 + 3 + 3 + 2


def test_the_hubs_card_of_a_request_says_neither_price_nor_budget() -> None:
    buyer = a_buyer()
    request = sent_request(buyer, a_provider()[1], budget=None)
    work_off()
    hub = hub_organisation().pk
    with acting_for(hub):
        card = Card.objects.get(deal_key=f"request:{request.pk}")
        assert card.value_minor is None
        assert card.account is not None
        assert card.account.buyer_id == buyer.org_id


def test_what_a_person_gave_up_lives_again_only_by_its_own_news() -> None:
    buyer = a_buyer()
    mine, other = a_provider("Amani")[1], a_provider("Pamoja")[1]
    request = sent_request(buyer, mine, other)
    work_off()
    key = f"request:{request.pk}"
    with acting_for(mine.org_id):
        card = Card.objects.get(owner_id=mine.org_id, deal_key=key)
        pipeline.move(mine, card, "request", "lost", "No people for it.")
    propose(other, request)
    work_off()
    assert stages(mine.org_id)[key] == "lost"
    propose(mine, request)
    work_off()
    assert stages(mine.org_id)[key] == "proposal"


def test_a_request_that_is_withdrawn_is_lost_for_all() -> None:
    buyer, manager = a_buyer(), a_provider()[1]
    request = sent_request(buyer, manager)
    with acting_for(buyer.org_id):
        withdraw(buyer, request, "No money this year.")
    work_off()
    assert set(stages(manager.org_id).values()) == {"lost"}


def _deal_that_ends_in(days: int) -> Any:
    today = timezone.localdate()
    return signed_deal(starts_on=today - timedelta(days=200), ends_on=today + timedelta(days=days))


def test_a_signed_agreement_is_a_card_with_its_value_and_months() -> None:
    deal = signed_deal(volume=1000, price_per_unit=some_terms().price_per_unit)
    work_off()
    with acting_for(deal.provider.pk):
        card = Card.objects.get(agreement_ref=deal.agreement.pk)
        assert (card.stage, card.value_minor, card.months) == ("signed", 35_000, 1)
        forecast = queries.seen([card], {})
        assert forecast[0].chance.share == 1


def test_a_renewal_is_one_task_for_each_mark() -> None:
    deal = _deal_that_ends_in(80)
    work_off()
    for _twice in range(2):
        renewals.remind_all()
    with acting_for(deal.provider.pk):
        (row,) = Renewal.objects.all()
        assert (row.days, row.card.source, row.card.stage) == (90, "renewal", "lead")
        assert row.task.what.startswith("Speak with Duka Foods")
    renewals.remind_all(timezone.localdate() + timedelta(days=25))
    with acting_for(deal.provider.pk):
        assert sorted(Renewal.objects.values_list("days", flat=True)) == [60, 90]
        assert Card.objects.filter(source="renewal").count() == 1


def test_an_agreement_that_ended_is_not_renewed() -> None:
    deal = _deal_that_ends_in(20)
    Agreement._base_manager.filter(pk=deal.agreement.pk).update(state=Agreement.State.ENDED)
    assert renewals.remind_all() == 0
    with acting_for(deal.provider.pk):
        assert not Renewal.objects.exists()


def test_wins_are_counted_by_the_size_of_who_proposed() -> None:
    buyer = a_buyer()
    small, large = a_provider("Amani", capacity=8)[1], a_provider("Pamoja", capacity=400)[1]
    request = sent_request(buyer, small, large)
    proposals = [propose(one, request) for one in (small, large)]
    with later():
        open_proposals(request.pk)
    request.refresh_from_db()
    with acting_for(buyer.org_id):
        award(buyer, request, Proposal.objects.get(pk=proposals[0].pk), "The best.", {})
    rates = {one.size: (one.won, one.n) for one in queries.wins_by_size()}
    assert rates == {"small": (1, 1), "large": (0, 1)}
    with acting_for(large.org_id):
        (own,) = queries.own_wins(large.org_id)
        assert (own.won, own.n) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_once_one_wins_and_the_other_is_told() -> None:
    actor = hub_staff()
    colleague = hub_staff("maria")
    card = a_card(actor)

    def to(who: Actor, stage: str) -> object:
        with acting_for(who.org_id):
            return pipeline.move(who, access.own_card(who, card.pk), "lead", stage, "Too dear.")

    made = at_once(lambda: to(actor, "proposal"), lambda: to(colleague, "lost"))
    assert sorted(type(one).__name__ for one in made) == ["Card", "Conflict"], made
    assert StageSpell.objects.filter(card=card).count() == 2
    assert StageSpell.objects.filter(card=card, left_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_move_sent_by_four_at_once_is_one() -> None:
    actor = hub_staff()
    card = a_card(actor)

    def push() -> object:
        with acting_for(actor.org_id):
            return pipeline.move(actor, Card.objects.get(pk=card.pk), "lead", "talking")

    made = at_once(*[push] * 4)
    assert all(isinstance(one, Card) for one in made), made
    assert StageSpell.objects.filter(card=card).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_fact_heard_twice_at_once_makes_one_card() -> None:
    buyer, manager = a_buyer(), a_provider()[1]
    request = sent_request(buyer, manager)
    hub = hub_organisation().pk

    def hear() -> object:
        with acting_for(buyer.org_id):
            following.follow_request(request, hub)
        return True

    assert at_once(*[hear] * 3) == [True] * 3
    with acting_for(hub):
        assert Card.objects.filter(deal_key=f"request:{request.pk}").count() == 1

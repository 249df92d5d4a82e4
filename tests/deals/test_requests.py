"""From a request to its award: who may what, when, and what everybody is told."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail

from kazi.accounts.actors import Actor
from kazi.channels.letters import send_waiting
from kazi.deals.access.calls import Call, call_of, calls, files_of, questions_of
from kazi.deals.access.requests import opened_proposal, own_request
from kazi.deals.models import Award, Candidate, Invited, LaterDeadline, Proposal, Question, Request
from kazi.deals.queries.comparing import compared
from kazi.deals.queries.results import result_of
from kazi.deals.services import calls as provider
from kazi.deals.services import requests as services
from kazi.deals.services.candidates import refresh
from kazi.deals.services.choosing import award
from kazi.deals.services.opening import open_proposals
from kazi.deals.services.proposals import submit, take_back
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import acting_for
from kazi.workforce.wages import import_wages
from tests.deals.request_makers import (
    NDA,
    a_buyer,
    a_provider,
    an_offer,
    later,
    propose,
    sent_request,
    some_work,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> Actor:
    return a_buyer()


@pytest.fixture
def amani() -> Actor:
    return a_provider()[1]


@pytest.fixture
def pamoja() -> Actor:
    return a_provider("Pamoja")[1]


def call(manager: Actor, request: Request) -> Call:
    with acting_for(manager.org_id):
        return call_of(manager, request.pk)


def letters() -> list[tuple[str, str]]:
    mail.outbox.clear()
    send_waiting()
    return [(one.to[0], f"{one.subject} {one.body}") for one in mail.outbox]


def test_the_same_form_twice_is_one_request(buyer: Actor) -> None:
    once = uuid4()
    with acting_for(buyer.org_id):
        first = services.make_request(buyer, some_work(budget=Decimal(1500)), once)
        assert services.make_request(buyer, some_work(), once) == first
        assert first.work == some_work(budget=Decimal(1500))


def test_those_who_are_invited_are_told_and_nobody_else_sees_the_call(
    buyer: Actor, amani: Actor, pamoja: Actor
) -> None:
    request = sent_request(buyer, amani)
    ((to, text),) = letters()
    assert to == f"manager-{amani.org_id}@example.org"
    assert f"https://kazi.example/calls/{request.pk}/" in text
    with acting_for(pamoja.org_id):
        assert calls(pamoja) == []
        with pytest.raises(NotFound):
            call_of(pamoja, request.pk)


def test_an_open_call_is_there_for_every_provider_and_hides_the_budget(
    buyer: Actor, amani: Actor, pamoja: Actor
) -> None:
    request = sent_request(buyer, budget=Decimal(1500))
    for manager in (amani, pamoja):
        with acting_for(manager.org_id):
            (found,) = calls(manager)
            assert found.id == request.pk
            assert not hasattr(found, "budget_minor")


def test_a_request_for_chosen_ones_needs_one(buyer: Actor) -> None:
    with acting_for(buyer.org_id):
        draft = services.make_request(buyer, some_work(), uuid4())
        with pytest.raises(Refused, match="at least one provider"):
            services.send_out(
                buyer, draft, mode="chosen", until=draft.made_at + timedelta(days=1),
                questions_until=draft.made_at, nda_text="", is_public=False, site="",
            )  # fmt: skip


def test_description_and_files_are_behind_the_promise_of_silence(buyer: Actor, amani: Actor) -> None:
    request = sent_request(buyer, amani, nda=NDA)
    before = call(amani, request)
    assert before.description == ""
    assert files_of(before) == []
    with acting_for(amani.org_id):
        with pytest.raises(Refused, match="silence first"):
            submit(amani, before, an_offer(), (), uuid4())
        with pytest.raises(Conflict):
            provider.promise_silence(amani, before, "another text's hash")
        click = provider.promise_silence(amani, before, hashlib.sha256(NDA.encode()).hexdigest())
        assert provider.promise_silence(amani, before, click.sha256) == click
    assert (click.text, click.name) == (NDA, f"Manager-{amani.org_id}")
    assert call(amani, request).description == "Company, date and total."


def test_an_answer_goes_to_all_and_nobody_is_told_who_asked(
    buyer: Actor, amani: Actor, pamoja: Actor
) -> None:
    request = sent_request(buyer, amani, pamoja)
    letters()
    with acting_for(amani.org_id):
        question = provider.ask(amani, call_of(amani, request.pk), "Are they in Swahili?")
        assert provider.ask(amani, call_of(amani, request.pk), "Are they  in Swahili?") == question
    ((to, asked),) = letters()
    assert to.startswith("buyer-")
    assert "Amani" not in asked
    with acting_for(pamoja.org_id):
        assert questions_of(pamoja, call_of(pamoja, request.pk)) == []
    with acting_for(buyer.org_id):
        services.answer(buyer, request, Question.objects.get(), "Half of them.")
    assert {to for to, _text in letters()} == {f"manager-{one.org_id}@example.org" for one in (amani, pamoja)}
    with acting_for(pamoja.org_id):
        (seen,) = questions_of(pamoja, call_of(pamoja, request.pk))
    assert (seen.text, seen.answer, seen.own) == ("Are they in Swahili?", "Half of them.", False)


def test_a_deadline_is_put_off_for_all_and_never_moved_forward(
    buyer: Actor, amani: Actor, pamoja: Actor
) -> None:
    request = sent_request(buyer, amani, pamoja)
    propose(amani, request)
    letters()
    until = request.proposals_until
    assert until is not None
    with acting_for(buyer.org_id):
        with pytest.raises(Refused, match="never moved forward"):
            services.put_off(buyer, request, until - timedelta(minutes=1), "Sooner")
        with pytest.raises(Refused, match="Say why"):
            services.put_off(buyer, request, until + timedelta(minutes=60), " ")
        services.put_off(buyer, request, until + timedelta(minutes=60), "A holiday.")
        assert LaterDeadline.objects.count() == 1
    assert [("A holiday." in text) for _to, text in letters()] == [True, True]
    with later(61):
        assert open_proposals(request.pk) is False  # What was sealed for the first deadline waits too.
        propose(pamoja, request)
    with later(121):
        assert open_proposals(request.pk) is True
        with acting_for(buyer.org_id), pytest.raises(Conflict, match="Only a call that is open"):
            services.put_off(buyer, request, until + timedelta(days=9), "Late")
    with acting_for(buyer.org_id):
        assert set(Proposal.objects.values_list("state", flat=True)) == {"opened"}


def test_a_late_proposal_is_refused_with_both_times(buyer: Actor, amani: Actor) -> None:
    request = sent_request(buyer, amani)
    reached = call(amani, request)
    with later(), acting_for(amani.org_id), pytest.raises(Refused, match="too late") as refusal:
        submit(amani, reached, an_offer(), (), uuid4())
    assert f"{request.proposals_until:%Y-%m-%d %H:%M:%S}" in str(refusal.value.message)


def test_at_the_very_second_of_the_deadline_it_is_late(
    buyer: Actor, amani: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = sent_request(buyer, amani)
    until = request.proposals_until
    assert until is not None
    monkeypatch.setattr("kazi.deals.queries.clock.database_now", lambda: until - timedelta(microseconds=1))
    assert propose(amani, request).version == 1
    monkeypatch.setattr("kazi.deals.queries.clock.database_now", lambda: until)
    with pytest.raises(Refused, match="too late"):
        propose(amani, request)
    assert open_proposals(request.pk) is True


def test_a_form_sent_twice_is_one_proposal_and_a_new_one_replaces_it(buyer: Actor, amani: Actor) -> None:
    request, once = sent_request(buyer, amani), uuid4()
    first = propose(amani, request, once=once)
    assert propose(amani, request, an_offer("9"), once=once).version == first.version == 1
    assert propose(amani, request, an_offer("0.07")).version == 2
    with later():
        open_proposals(request.pk)
    with acting_for(buyer.org_id):
        (only,) = Proposal.objects.all()
    assert only.content is not None
    assert only.content["price_per_unit"] == "0.07"


def test_a_withdrawn_proposal_is_gone_and_may_come_again(buyer: Actor, amani: Actor) -> None:
    request = sent_request(buyer, amani)
    propose(amani, request)
    with acting_for(amani.org_id):
        reached = call_of(amani, request.pk)
        assert take_back(amani, reached).sealed is None
        assert take_back(amani, reached).state == "withdrawn"
    assert propose(amani, request).state == "sealed"


def test_the_buyer_compares_chooses_and_everybody_is_told_why(
    buyer: Actor, amani: Actor, pamoja: Actor
) -> None:
    import_wages(
        "country,region,method,amount,currency,period,hours,as_of,source,url,licence\n"
        "KE,,anker,390,USD,month,195,2026-01-01,An invented test,,\n"  # 2 USD an hour.
    )
    request = sent_request(buyer, amani, pamoja, sample_units=10, sample_minutes=Decimal(10))
    propose(amani, request, an_offer("0.08"))
    cheap = propose(pamoja, request, an_offer("0.02"))  # 0.9 minutes at 2 USD an hour cost 0.03.
    letters()
    with later():
        open_proposals(request.pk)
    ((_to, opened),) = letters()
    assert "Proposals to compare: 2" in opened
    with acting_for(buyer.org_id):
        request = own_request(buyer, request.pk)
        rows = compared(request)
        assert [(str(row.total), row.place, row.below_floor) for row in rows] == [
            ("500.00", 1, True), ("1700.00", 2, False),
        ]  # fmt: skip
        chosen = rows[1].proposal
        made = award(
            buyer, request, chosen, "A pilot and a living wage.", {cheap.pk: "Too little for wages."}
        )
        assert award(buyer, request, chosen, "Again.", {}) == made
        with pytest.raises(Conflict, match="has already chosen Amani Data"):
            award(buyer, request, opened_proposal(request, cheap.pk), "No, this one.", {})
        assert Award.objects.count() == 1
        told = Entry.objects.get(event="deals.proposal_awarded")
        assert told.data == {"request_id": str(request.pk), "proposal_id": str(chosen.pk)}
    assert sorted(to for to, _text in letters()) == sorted(
        f"manager-{one.org_id}@example.org" for one in (amani, pamoja)
    )
    with acting_for(pamoja.org_id):
        lost = Proposal.objects.get(pk=cheap.pk)
        seen = result_of(lost)
    assert (lost.state, lost.debrief) == ("lost", "Too little for wages.")
    assert (seen.reasons, seen.proposals, seen.place) == ("A pilot and a living wage.", 2, 1)


def test_an_award_needs_opened_proposals_and_reasons(buyer: Actor, amani: Actor) -> None:
    request = sent_request(buyer, amani)
    proposal = propose(amani, request)
    with acting_for(buyer.org_id):
        with pytest.raises(NotFound):
            opened_proposal(request, proposal.pk)
        with pytest.raises(Conflict):
            award(buyer, request, proposal, "In a hurry.", {})
        with pytest.raises(Refused, match="reasons"):
            award(buyer, request, proposal, "  ", {})


def test_a_withdrawn_request_opens_no_proposal_and_says_why(buyer: Actor, amani: Actor) -> None:
    request = sent_request(buyer, amani)
    propose(amani, request)
    letters()
    with acting_for(buyer.org_id):
        services.withdraw(buyer, request, "We do it ourselves.")
    ((_to, text),) = letters()
    assert "We do it ourselves." in text
    with later():
        assert open_proposals(request.pk) is False
    with pytest.raises(Refused, match="withdrawn"):
        propose(amani, request)


def test_what_providers_have_seen_is_not_changed_behind_their_backs(buyer: Actor, amani: Actor) -> None:
    request = sent_request(buyer, amani)
    with acting_for(buyer.org_id), pytest.raises(Conflict, match="have seen"):
        services.change_request(request, some_work(volume=1))


def test_how_soon_a_provider_answers_becomes_part_of_its_record(buyer: Actor, amani: Actor) -> None:
    request = sent_request(buyer, amani)
    with later(120), acting_for(amani.org_id):
        provider.decline(amani, call_of(amani, request.pk), "Too large for us.")
        provider.decline(amani, call_of(amani, request.pk), "Again.")
    with acting_for(buyer.org_id):
        assert Invited.objects.get().reason == "Too large for us."
    refresh(amani.org_id)
    kept = Candidate.objects.get(provider_id=amani.org_id)
    assert (kept.answer_n, round(kept.answer_hours)) == (1, 2)

"""A client is asked once for each accepted delivery, and what it says goes where it should."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from kazi.accounts.models import Organisation, Person, Role
from kazi.channels.models import Letter
from kazi.deals.models import Agreement, MailNote, Satisfaction, Task
from kazi.deals.services import satisfaction
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.tenancy import acting_for
from kazi.work.services import deliveries
from tests.deals.makers import Deal, ordered_deal
from tests.deals.test_request_races import at_once
from tests.makers import answer_all, client_of, join, make_project, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal() -> Deal:
    return ordered_deal()


def ask(deal: Deal, number: int = 1) -> Satisfaction:
    with acting_for(deal.provider.pk):
        row = satisfaction.ask(
            client_id=deal.buyer.pk, delivery_ref=77, number=number, title="Receipts",
            project_ref=deal.agreement.project_ref or 0,
        )  # fmt: skip
    assert row is not None
    return satisfaction.asked_by(satisfaction.token_of(row))


def path_in(text: str) -> str:
    found = re.search(r"/satisfaction/\S+", text)
    assert found is not None
    return found[0]


def link(letter: Letter) -> str:
    return path_in(letter.text)


def asked_letters() -> Any:
    return Letter.objects.filter(text__contains="/satisfaction/").order_by("pk")


def test_accepting_a_delivery_asks_the_client_once() -> None:
    client_org, client = client_of()
    Person.objects.filter(pk=client.person_id).update(email="njeri@duka.example")
    provider = Organisation.objects.create(name="Amani Data", slug="amani-says")
    manager = join("achieng", provider, Role.MANAGER)
    with acting_for(provider.pk):
        project = make_project(provider, tasks=2, client=client_org)
        answer_all(join("otieno", provider), project)
        work_off()
        parcel = deliveries.deliver(manager, project)
    with acting_for(client_org.pk):
        deliveries.accept(client, parcel.delivery, parcel.number)
    work_off()
    work_off()
    (letter,) = [one for one in mail.outbox if "/satisfaction/" in str(one.body)]
    assert letter.to == ["njeri@duka.example"]
    page = Client().get(path_in(str(letter.body)))
    assert page.status_code == 200
    assert "Amani Data" in page.text


def test_asking_twice_sends_one_letter_and_each_parcel_has_its_own(deal: Deal) -> None:
    assert ask(deal) == ask(deal)
    assert asked_letters().count() == 1
    ask(deal, number=2)
    assert asked_letters().count() == 2


def test_the_first_answer_stays(deal: Deal) -> None:
    ask(deal)
    path = link(asked_letters().get())
    said = Client().post(path, {"score": "9", "words": "Quick and careful."})
    assert "You gave 9 of 10" in said.text
    again = Client().post(path, {"score": "1", "words": "Changed my mind."})
    assert "You gave 9 of 10" in again.text
    with acting_for(deal.provider.pk):
        assert Satisfaction.objects.get().score == 9
        assert MailNote.objects.get(once__startswith="satisfaction:").words == "Quick and careful."
        assert not Task.objects.filter(once__startswith="satisfaction:").exists()


@pytest.mark.parametrize("said", [{}, {"score": "11"}, {"score": "-1"}, {"score": "nine"}])
def test_an_answer_without_a_number_is_asked_for_again(said: dict[str, str], deal: Deal) -> None:
    row = ask(deal)
    answer = Client().post(link(asked_letters().get()), said)
    assert answer.status_code == 422
    assert satisfaction.asked_by(satisfaction.token_of(row)).answered_at is None


def test_an_unhappy_client_makes_a_task(deal: Deal) -> None:
    satisfaction.answer(ask(deal), 4, "Half of it was late.", may_be_named=False)
    with acting_for(deal.provider.pk):
        task = Task.objects.get(once__startswith="satisfaction:")
        assert "Duka Foods" in task.what
        assert task.due_on == timezone.localdate() + timedelta(days=2)


def test_words_become_the_deals_reference_only_where_the_client_lets_them(deal: Deal) -> None:
    satisfaction.answer(ask(deal), 10, "Splendid.", may_be_named=False)
    assert not deal.fresh().reference_agreed
    satisfaction.answer(ask(deal, 2), 10, "Splendid again.", may_be_named=True)
    named = deal.fresh()
    assert (named.reference_agreed, named.reference_words) == (True, "Splendid again.")
    satisfaction.answer(ask(deal, 3), 8, "Later words.", may_be_named=True)
    assert deal.fresh().reference_words == "Splendid again."


def test_a_reminder_comes_once_and_not_after_an_answer(deal: Deal) -> None:
    silent, said = ask(deal, 1), ask(deal, 2)
    satisfaction.answer(said, 8, "", may_be_named=False)
    assert satisfaction.remind_all() == 0
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert satisfaction.remind_all() == 1
        assert satisfaction.remind_all() == 0
    assert Letter.objects.filter(subject__contains="still missing").count() == 1
    with acting_for(deal.provider.pk):
        assert Satisfaction.objects.get(pk=silent.pk).reminded_at is not None


def test_a_link_that_was_changed_opens_nothing_and_an_old_one_says_so(deal: Deal) -> None:
    row = ask(deal)
    token = satisfaction.token_of(row)
    foreign = signing.dumps([row.owner_id, row.pk], salt="another letter")
    for wrong in (token[:-1], foreign, "nothing"):
        with pytest.raises(NotFound):
            satisfaction.asked_by(wrong)
        assert Client().get(f"/satisfaction/{wrong}/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=91)), pytest.raises(Refused, match="90 days"):
        satisfaction.asked_by(token)


def test_only_the_two_sides_see_an_answer(deal: Deal) -> None:
    satisfaction.answer(ask(deal), 9, "Good.", may_be_named=False)
    rival = Organisation.objects.create(name="Rival", slug="rival-says")
    seen = {}
    for org in (deal.provider, deal.buyer, rival):
        with acting_for(org.pk):
            seen[org.pk] = Satisfaction.objects.count()
    assert seen == {deal.provider.pk: 1, deal.buyer.pk: 1, rival.pk: 0}


@pytest.mark.django_db(transaction=True)
def test_of_answers_sent_at_once_one_is_kept() -> None:
    deal = ordered_deal()
    row = ask(deal)
    made = at_once(
        *[lambda n=n: satisfaction.answer(row, n, f"{n}", may_be_named=False) for n in (3, 5, 9)]  # type: ignore[misc]
    )
    assert len({one.score for one in made if isinstance(one, Satisfaction)}) == 1, made
    with acting_for(deal.provider.pk):
        kept = Satisfaction.objects.get(pk=row.pk)
        assert MailNote.objects.filter(once=f"satisfaction:{row.pk}").get().words == str(kept.score)
    assert Agreement._base_manager.count() == 1

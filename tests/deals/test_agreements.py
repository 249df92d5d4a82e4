"""From a draft to a text in force: what both sides sign is what both sides saw."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest

from kazi.channels.models import Letter
from kazi.deals.access.agreements import agreements_of
from kazi.deals.models import Agreement, AgreementVersion, Milestone, Signature
from kazi.deals.models.agreements import Side
from kazi.deals.rules.terms import MilestoneTerms
from kazi.deals.services import agreements, running
from kazi.deals.services.agreements import TermsInvalid
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, Forbidden, NotFound, Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.work.models import Delivery, Project
from tests.deals.makers import Deal, make_deal, offer, ordered_deal, sign, signed_deal, some_terms
from tests.makers import work_off

pytestmark = pytest.mark.django_db


def told(event: str) -> int:
    return all_tenants(Entry).filter(event=event).count()


def version_of(deal: Deal, number: int = 1) -> AgreementVersion:
    return AgreementVersion.objects.get(agreement_id=deal.agreement.pk, number=number)


def test_a_draft_is_seen_by_nobody_but_who_writes_it() -> None:
    deal = make_deal()
    with acting_for(deal.buyer.pk):
        assert not agreements_of(deal.client).exists()
    offer(deal)
    with acting_for(deal.buyer.pk):
        assert agreements_of(deal.client).get().pk == deal.agreement.pk
    assert Letter.objects.filter(to__contains="njeri").count() == 1


def test_both_sign_the_same_hash_of_the_same_text() -> None:
    deal = make_deal()
    offer(deal)
    sign(deal, Side.PROVIDER)
    assert deal.fresh().state == Agreement.State.OFFERED
    sign(deal, Side.BUYER)
    version = version_of(deal)
    assert version.state == AgreementVersion.State.FORCE
    assert version.sha256 == hashlib.sha256(version.text.encode()).hexdigest()
    assert {one.sha256 for one in Signature.objects.all()} == {version.sha256}
    assert (deal.fresh().state, deal.fresh().version) == (Agreement.State.SIGNED, 1)
    assert told("deals.agreement_signed") == 1


def test_signing_again_is_signing_once() -> None:
    deal = signed_deal()
    version = version_of(deal)
    with acting_for(deal.provider.pk):
        again = agreements.sign(
            deal.manager, deal.fresh(), Side.PROVIDER, number=1, sha256=version.sha256, name="Achieng N."
        )
    assert again.state == AgreementVersion.State.FORCE
    assert Signature.objects.count() == 2
    assert told("deals.agreement_signed") == 1


def test_a_changed_text_asks_for_new_signatures() -> None:
    deal = make_deal()
    offer(deal)
    before = version_of(deal).sha256
    sign(deal, Side.PROVIDER)
    with acting_for(deal.buyer.pk):
        agreements.change(deal.client, deal.fresh(), Side.BUYER, some_terms(price_per_unit=Decimal("0.30")))
        with pytest.raises(Conflict, match="changed since"):
            agreements.sign(deal.client, deal.fresh(), Side.BUYER, number=1, sha256=before, name="Njeri M.")
    assert version_of(deal).sha256 != before
    assert Signature.objects.filter(void_at=None).count() == 0
    assert Signature.objects.count() == 1  # Kept, and void.
    sign(deal, Side.BUYER)
    assert deal.fresh().version == 0
    sign(deal, Side.PROVIDER)
    assert deal.fresh().version == 1


def test_the_running_version_stays_in_force_until_both_sign_the_next() -> None:
    deal = signed_deal()
    with acting_for(deal.provider.pk):
        agreements.change(
            deal.manager, deal.fresh(), Side.PROVIDER, some_terms(price_per_unit=Decimal(1)), "More fields"
        )
    offer(deal)
    sign(deal, Side.PROVIDER)
    with acting_for(deal.provider.pk):
        assert agreements.terms_in_force(deal.fresh()).price_per_unit == Decimal("0.35")
    sign(deal, Side.BUYER)
    with acting_for(deal.provider.pk):
        assert agreements.terms_in_force(deal.fresh()).price_per_unit == Decimal(1)
    assert (version_of(deal, 1).state, deal.fresh().version) == (AgreementVersion.State.REPLACED, 2)


def test_a_dropped_amendment_leaves_what_is_in_force() -> None:
    deal = signed_deal()
    with acting_for(deal.buyer.pk):
        agreements.change(deal.client, deal.fresh(), Side.BUYER, some_terms(volume=10))
        agreements.drop(deal.client, deal.fresh(), Side.BUYER)
        assert agreements.terms_in_force(deal.fresh()).volume == 1000
    assert deal.fresh().state == Agreement.State.SIGNED


def test_terms_that_lack_something_are_not_offered_and_the_lack_is_named() -> None:
    deal = make_deal(scope=" ", volume=0)
    with acting_for(deal.provider.pk), pytest.raises(TermsInvalid) as refusal:
        agreements.offer(deal.manager, deal.fresh(), Side.PROVIDER)
    assert {fault.field for fault in refusal.value.faults} == {"scope", "volume"}
    assert deal.fresh().state == Agreement.State.DRAFT


def test_only_persons_sign() -> None:
    deal = make_deal()
    offer(deal)
    program = deal.client.__class__(
        **{**{name: getattr(deal.client, name) for name in deal.client.__slots__}, "scopes": frozenset()}
    )
    with acting_for(deal.buyer.pk), pytest.raises(Forbidden):
        agreements.sign(program, deal.fresh(), Side.BUYER, number=1, sha256="", name="Bot")
    with acting_for(deal.buyer.pk), pytest.raises(NotFound):
        agreements.sign(deal.client, deal.fresh(), Side.BUYER, number=7, sha256="", name="Njeri M.")


def test_an_ordered_agreement_becomes_one_project_that_is_like_it() -> None:
    deal = signed_deal(
        people=2, review_percent=Decimal("12.5"), worker_rate=Decimal(9), worker_currency="KES"
    )
    for _again in range(2):
        with acting_for(deal.buyer.pk):
            running.order_work(deal.client, deal.fresh(), Side.BUYER)
    assert told("deals.work_ordered") == 1
    work_off()
    with acting_for(deal.provider.pk):
        project = Project.objects.get()
        assert (project.name, project.method, project.overlap) == ("Receipts", "double", 2)
        assert (project.task_type.name, project.review_percent) == ("text-choice", Decimal("12.5"))
        assert (project.rate_per_task, project.currency) == (Decimal("4.5"), "KES")
        assert (project.state, project.client_id) == ("open", deal.buyer.pk)
    assert (deal.fresh().project_ref, deal.fresh().state) == (project.pk, Agreement.State.RUNNING)
    with acting_for(deal.buyer.pk):
        assert Delivery.objects.get().project_ref == project.pk


def test_hearing_of_an_order_twice_makes_one_project() -> None:
    from kazi.deals.events import WorkOrdered  # noqa: PLC0415
    from kazi.flows.agreement_to_project import make_project_of_agreement  # noqa: PLC0415

    deal = ordered_deal()
    with acting_for(deal.buyer.pk):
        make_project_of_agreement(WorkOrdered(agreement_id=str(deal.agreement.pk)))
    with acting_for(deal.provider.pk):
        assert Project.objects.count() == 1


def test_only_the_buyer_orders_and_only_what_is_signed() -> None:
    deal = make_deal()
    offer(deal)
    with acting_for(deal.buyer.pk), pytest.raises(Refused, match="not signed by both"):
        running.order_work(deal.client, deal.fresh(), Side.BUYER)
    sign(deal)
    with acting_for(deal.provider.pk), pytest.raises(Forbidden):
        running.order_work(deal.manager, deal.fresh(), Side.PROVIDER)


def test_an_ended_deal_is_told_of_once_and_only_with_the_buyers_consent() -> None:
    deal = ordered_deal()
    with acting_for(deal.buyer.pk):
        running.end(deal.client, deal.fresh(), Side.BUYER, "All done.")
        running.end(deal.client, deal.fresh(), Side.BUYER, "All done.")
        assert (told("deals.agreement_ended"), told("deals.deal_closed")) == (1, 0)
        running.agree_to_reference(deal.client, deal.fresh(), Side.BUYER, True, "Careful people.")
        running.agree_to_reference(deal.client, deal.fresh(), Side.BUYER, True, "Careful people.")
    entry = all_tenants(Entry).get(event="deals.deal_closed")
    assert (entry.data["buyer_name"], entry.data["words"]) == ("Duka Foods", "Careful people.")


def test_milestones_follow_the_text_but_what_is_reached_stays() -> None:
    first = MilestoneTerms("pilot", "Pilot", "units", Decimal(50), units=10)
    deal = ordered_deal(setup_price=Decimal(100), milestones=(first,))
    second = MilestoneTerms("half", "Half", "units", Decimal(70), units=500)
    with acting_for(deal.provider.pk):
        agreements.change(deal.manager, deal.fresh(), Side.PROVIDER, some_terms(milestones=(second,)))
    offer(deal)
    sign(deal)
    states = dict(Milestone.objects.values_list("code", "state"))
    assert states == {"setup": "reached", "pilot": "dropped", "half": "planned"}

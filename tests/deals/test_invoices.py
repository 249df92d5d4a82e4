"""From accepted units to a paid invoice; credit notes, reminders, the account."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from kazi.channels.models import Letter
from kazi.deals.models import Billing, Invoice, InvoiceLine, Milestone
from kazi.deals.models.agreements import Side
from kazi.deals.queries.invoices import shown, statement
from kazi.deals.rules.terms import MilestoneTerms
from kazi.deals.services import invoicing, payments, reminders, running
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.kinds.types import take_ready
from kazi.work.models import DeliveredResult, Delivery, Project, Review
from kazi.work.queries.accepted import accepted_units
from kazi.work.services import deliveries
from kazi.work.services.judging import decide_review
from kazi.work.services.projects import NewTask, add_tasks
from tests.deals.makers import Deal, billing, ordered_deal, signed_deal
from tests.makers import answer_all, join, work_off

pytestmark = pytest.mark.django_db


def accepted(deal: Deal, units: int) -> Invoice | None:
    with acting_for(deal.provider.pk):
        return invoicing.bill(deal.fresh(), units)


def issued(deal: Deal, units: int = 100) -> Invoice:
    if not all_tenants(Billing).filter(org=deal.provider).exists():
        billing(deal.provider)
    draft = accepted(deal, units)
    assert draft is not None
    with acting_for(deal.provider.pk):
        return invoicing.issue(deal.manager, draft)


def pay(deal: Deal, invoice: Invoice, minor: int, once: uuid.UUID | None = None) -> None:
    today = timezone.now().date()
    with acting_for(deal.provider.pk):
        payments.record_payment(deal.manager, invoice, minor, today, "Bank", once)


def how(deal: Deal, invoice: Invoice) -> str:
    with acting_for(deal.provider.pk):
        return shown([Invoice.objects.get(pk=invoice.pk)])[0].standing


def test_only_what_is_newly_accepted_is_billed() -> None:
    deal = signed_deal()
    assert accepted(deal, 0) is None
    first = accepted(deal, 100)
    assert first is not None
    assert accepted(deal, 100) is None  # Heard twice.
    assert accepted(deal, 130) == first  # A second parcel, onto the same draft.
    assert [(one.quantity, one.net_minor) for one in first.lines.all()] == [
        (Decimal(100), 3500),
        (Decimal(30), 1050),
    ]
    assert accepted(deal, 90) is None  # A count that fell takes nothing back by itself.


def test_accepted_results_are_billed_and_a_rejected_one_once_it_is_right() -> None:
    deal = ordered_deal()
    billing(deal.provider)
    worker = join("wanjiku", deal.provider)
    with acting_for(deal.provider.pk):
        project = Project.objects.get(pk=deal.agreement.project_ref or 0)
        add_tasks(project, [NewTask(f"line-{n}", {"text": f"TOTAL {n}.00"}) for n in range(1, 4)])
        answer_all(worker, project)
        work_off()
        deliveries.deliver(deal.manager, project)
    with acting_for(deal.buyer.pk):
        window = Delivery.objects.get()
        deliveries.reject(deal.client, window, ["line-2"], "Wrong kind.")
        deliveries.accept(deal.client, window, 1)
        assert accepted_units(window) == 2
    work_off()
    work_off()  # The flow sends it back, then the seat is opened.
    with acting_for(deal.provider.pk):
        draft = Invoice.objects.get()
        assert [(one.quantity, one.up_to) for one in draft.lines.all()] == [(Decimal(2), 2)]
        invoicing.issue(deal.manager, draft)
        answer_all(worker, project, "other")
        work_off()
        decide_review(deal.manager, Review.objects.get(verdict=""), "accept")
        deliveries.deliver(deal.manager, project)
    with acting_for(deal.buyer.pk):
        deliveries.accept(deal.client, window, 2)
        deliveries.accept(deal.client, window, 2)
    work_off()
    with acting_for(deal.provider.pk):
        units = InvoiceLine.objects.filter(kind="units").order_by("pk").values_list("quantity", "up_to")
        assert list(units) == [(Decimal(2), 2), (Decimal(1), 3)]


def test_a_unit_that_was_accepted_and_is_delivered_anew_is_not_billed_again() -> None:
    deal = signed_deal()
    with acting_for(deal.provider.pk):
        window = Delivery.objects.create(
            project_ref=1, name="x", provider_name="x", task_type="x", task_type_version=1,
            type_source=take_ready("text-choice").source, state="open", shared_with_id=deal.buyer.pk,
        )  # fmt: skip
        now = timezone.now()
        for number, state in ((1, "accepted"), (2, "accepted")):
            window.parcel_set.create(number=number, state=state, until=1)
        for parcel, state, reason in ((1, "replaced", ""), (2, "accepted", "")):
            DeliveredResult.objects.create(
                delivery=window, parcel=parcel, key="a", version=parcel, inputs={}, value={}, method="single",
                by="w", answered_at=now, state=state, reason=reason, decided_at=now,
            )  # fmt: skip
        DeliveredResult.objects.create(
            delivery=window, parcel=1, key="b", version=1, inputs={}, value={}, method="single",
            by="w", answered_at=now, state="replaced", reason="Wrong.", decided_at=now,
        )  # fmt: skip
        assert accepted_units(window) == 1


def test_milestones_are_billed_once_when_they_are_reached() -> None:
    units = MilestoneTerms("half", "Half", "units", Decimal(70), units=50)
    day = MilestoneTerms("report", "Report", "date", Decimal(30), due_on=date(2027, 1, 15))
    deal = ordered_deal(setup_price=Decimal(100), milestones=(units, day))
    with acting_for(deal.provider.pk):
        assert [one.title for one in Invoice.objects.get().lines.all()] == ["Setting up"]
    accepted(deal, 50)
    accepted(deal, 50)
    with acting_for(deal.buyer.pk):
        milestone = Milestone.objects.get(code="report")
        milestone.agreement = deal.fresh()
        running.confirm_milestone(deal.client, milestone, Side.BUYER)
        running.confirm_milestone(deal.client, milestone, Side.BUYER)
    work_off()  # Heard of by the flow, with nothing else accepted.
    with acting_for(deal.provider.pk):
        lines = [(one.kind, one.net_minor) for one in Invoice.objects.get().lines.all()]
    assert lines == [("milestone", 10000), ("units", 1750), ("milestone", 7000), ("milestone", 3000)]


def test_an_invoice_gets_number_dates_taxes_and_parties_when_it_is_issued() -> None:
    deal = signed_deal(payment_days=14)
    deal.provider.timezone = "Pacific/Kiritimati"  # Fourteen hours before Greenwich.
    deal.provider.save()
    with time_machine.travel("2026-11-30T12:00:00Z", tick=False):
        invoice = issued(deal)
        with acting_for(deal.provider.pk):
            again = invoicing.issue(deal.manager, invoice)
    assert again.number == invoice.number == "INV-00001"
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 12, 1), date(2026, 12, 15))
    assert (invoice.net_minor, invoice.tax_minor, invoice.total_minor) == (3500, 560, 4060)
    assert invoice.seller["name"] == "Amani Data Ltd"
    assert Letter.objects.filter(subject__startswith="INV-00001").count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (None, "who writes your invoices"),
        ({"tax_category": ""}, "how your work is taxed"),
        ({"tax_category": "E"}, "why no tax"),
    ],
)
def test_nothing_about_tax_is_assumed(more: dict[str, str] | None, words: str) -> None:
    deal = signed_deal()
    if more is not None:
        billing(deal.provider, **more)
    draft = accepted(deal, 10)
    assert draft is not None
    with acting_for(deal.provider.pk), pytest.raises(Refused, match=words):
        invoicing.issue(deal.manager, draft)


def test_currencies_are_rounded_to_their_own_coins() -> None:
    for currency, price, minor in (("JPY", "1.5", 2), ("UGX", "2.5", 3), ("KWD", "0.0015", 2)):
        deal = signed_deal(currency=currency, price_per_unit=Decimal(price))
        draft = accepted(deal, 1)
        assert draft is not None
        assert draft.net_minor == minor


def test_payments_in_parts_too_much_and_given_back() -> None:
    deal = signed_deal()
    invoice = issued(deal)
    assert how(deal, invoice) == "open"
    once = uuid.uuid4()
    pay(deal, invoice, 1000, once)
    pay(deal, invoice, 1000, once)  # The form was sent twice.
    assert how(deal, invoice) == "partly"
    pay(deal, invoice, 3100)
    assert how(deal, invoice) == "overpaid"
    pay(deal, invoice, -40)
    assert how(deal, invoice) == "paid"
    assert all_tenants(Entry).filter(event="deals.invoice_paid").count() == 1
    with pytest.raises(Refused, match="More would be given back"):
        pay(deal, invoice, -5000)


def test_an_invoice_is_credited_in_parts_and_never_beyond() -> None:
    deal = signed_deal()
    invoice = issued(deal)
    line = invoice.lines.get()
    with acting_for(deal.provider.pk):
        part = invoicing.credit(deal.manager, invoice, "Ten were wrong.", {line.pk: Decimal(10)})
        assert (part.number, part.net_minor, part.total_minor) == ("CN-00001", 350, 406)
        with pytest.raises(Refused, match="at most 90"):
            invoicing.credit(deal.manager, invoice, "More.", {line.pk: Decimal(91)})
        rest = invoicing.credit(deal.manager, invoice, "All of it.")
        assert part.net_minor + rest.net_minor == invoice.net_minor
        with pytest.raises(Refused, match="left to credit"):
            invoicing.credit(deal.manager, invoice, "Again.")
        with pytest.raises(Conflict):
            invoicing.credit(deal.manager, rest, "A note of a note.")
    assert how(deal, invoice) == "credited"
    assert accepted(deal, 100) is None  # What was credited is not billed again.


def test_each_reminder_goes_out_once_and_none_while_it_is_on_hold() -> None:
    deal = signed_deal(payment_days=0)
    invoice = issued(deal)
    Letter.objects.all().delete()
    assert invoice.due_on is not None
    for days, letters in ((2, 0), (3, 1), (4, 1), (14, 2)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            reminders.remind_all()
            reminders.remind_all()
        assert Letter.objects.count() == letters, days
    with acting_for(deal.provider.pk):
        payments.hold(deal.manager, invoice, True)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        reminders.remind_all()
    assert Letter.objects.count() == 2
    with acting_for(deal.provider.pk):
        payments.hold(deal.manager, invoice, False)
    pay(deal, invoice, invoice.total_minor)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        reminders.remind_all()
    assert Letter.objects.count() == 2


def test_an_invoice_that_cannot_be_reminded_of_keeps_no_other_from_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad, good = signed_deal(payment_days=0), signed_deal(payment_days=0)
    broken, whole = issued(bad), issued(good)
    all_tenants(Billing).filter(org=bad.provider).update(remind_days=["soon"])
    Letter.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert reminders.remind_all() == 1
    assert whole.number in Letter.objects.get().subject
    assert f"Invoice {broken.pk} was not reminded of" in caplog.text


def test_the_account_adds_up() -> None:
    deal = signed_deal()
    invoice = issued(deal)
    pay(deal, invoice, 1000)
    with acting_for(deal.provider.pk):
        invoicing.credit(deal.manager, invoice, "Half.", {invoice.lines.get().pk: Decimal(50)})
        moved = statement(Invoice.objects.all(), "USD")
    assert [one.what for one in moved] == ["invoice", "credit", "payment"]
    assert moved[-1].balance.minor == 4060 - 2030 - 1000

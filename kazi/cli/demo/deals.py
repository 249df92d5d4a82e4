"""The deals of the demo: one running agreement with two invoices and a short thread, one to be signed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership, Organisation
from kazi.channels.models import Letter
from kazi.cli.demo.people import House
from kazi.deals.models import Agreement, AgreementVersion, Billing, Invoice, Signature
from kazi.deals.models.agreements import Side
from kazi.deals.models.messages import Voice
from kazi.deals.rules.commitments import DATA_PROTECTION
from kazi.deals.rules.terms import MilestoneTerms, Terms
from kazi.deals.services import agreements, invoicing, messages, payments, running
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Delivery, Project
from kazi.work.queries.accepted import accepted_units

RECEIPTS = Terms(
    title="Receipts of Duka Fresh",
    scope="Photographed till receipts come in parcels. Company, address, date and total of each are keyed "
    "twice by people who do not see each other's answers; a third person decides where they differ.",
    unit="receipt",
    volume=6000,
    price_per_unit=Decimal("38.50"),
    currency="KES",
    service="data-entry",
    task_type="receipt-entry",
    setup_price=Decimal(12_000),
    quality=Decimal("0.995"),
    review_percent=Decimal(10),
    people=2,
    turnaround_days=3,
    payment_days=14,
    worker_rate=Decimal(18),
    worker_currency="KES",
    commitments=("living-wage", "hours", "paid-training", "no-fees", "voice"),
    data_protection=tuple(DATA_PROTECTION),
    milestones=(MilestoneTerms("pilot", "Pilot of 20 receipts", "units", Decimal(5000), units=20),),
)


def make_deals(house: House, duka: Organisation, harbour: Organisation) -> None:
    """Make both deals.  The letters that they post are dropped: nobody of the demo reads mail."""
    before = set(Letter.objects.values_list("pk", flat=True))
    _running(house, duka)
    _offered(house, harbour)
    Letter.objects.exclude(pk__in=before).delete()


def _running(house: House, duka: Organisation) -> None:
    """The work of the receipts as an agreement: signed weeks ago, the start paid, the rest due."""
    buyer = _somebody(duka)
    with acting_for(house.org.pk):
        Billing.objects.create(
            legal_name="Amani Digital Ltd",
            address="Mbagathi Way 12",
            city="Nairobi",
            country="KE",
            tax_category=Billing.TaxCategory.STANDARD,
            tax_rate=Decimal(16),
            bank="Bank transfer with the number of the invoice",
            email="accounts@amani-digital.example",
        )
        project = Project.objects.get(name="Receipts of Duka Fresh, October")
        agreement = agreements.draft(house.manager, house.org, duka, RECEIPTS)
        agreements.offer(house.manager, agreement, Side.PROVIDER)
    _sign(agreement, house.manager, Side.PROVIDER, "Grace Wairimu")
    _sign(agreement, buyer, Side.BUYER, "Njeri Mwangi")
    with acting_for(house.org.pk):
        # The project was there before the deal was written down, so no second one is made of it.
        running.remember_project(agreement, project.pk)
    with acting_for(duka.pk):
        running.order_work(buyer, Agreement.objects.get(pk=agreement.pk), Side.BUYER)
    with acting_for(house.org.pk):
        agreement = Agreement.objects.get(pk=agreement.pk)
        start = invoicing.bill(agreement)
        if start is not None:
            first = invoicing.issue(house.manager, start, order_number="DF-2207")
            payments.record_payment(house.manager, first, first.total_minor, _day(), "Transfer 88041")
            _weeks_ago(first, 5)
        window = Delivery.objects.filter(project_ref=project.pk).first()
        units = max(22, accepted_units(window)) if window is not None else 22
        rest = invoicing.bill(agreement, units)
        if rest is not None:
            _weeks_ago(invoicing.issue(house.manager, rest, order_number="DF-2207"), 1)
        _set_back(agreement)
        thread = messages.thread_for(agreement)
        messages.send(
            house.manager, thread, Voice.PROVIDER,
            "Good morning. Some slips of last week are so faint that two people read two dates. May we mark "
            "these as unreadable rather than guess?",
        )  # fmt: skip
    with acting_for(duka.pk):
        messages.send(buyer, thread, Voice.BUYER, "Yes, please never guess. We will photograph those again.")


def _offered(house: House, harbour: Organisation) -> None:
    """A text that waits for the buyer's signature."""
    terms = Terms(
        title="Index cards of the harbour archive",
        scope="Scanned index cards: name of the ship, port and year are keyed as they are written.",
        unit="card",
        volume=12_000,
        price_per_unit=Decimal("0.21"),
        currency="GBP",
        service="data-entry",
        task_type="form-entry",
        quality=Decimal("0.99"),
        review_percent=Decimal(5),
        ends_on=_day() + timedelta(days=90),
        commitments=("living-wage", "hours", "no-fees"),
        data_protection=("purpose", "access", "deletion"),
    )
    with acting_for(house.org.pk):
        agreement = agreements.draft(house.manager, house.org, harbour, terms)
        agreements.offer(house.manager, agreement, Side.PROVIDER)
    _sign(agreement, house.manager, Side.PROVIDER, "Grace Wairimu")


def _sign(agreement: Agreement, actor: Actor, side: Side, name: str) -> None:
    with acting_for(actor.org_id):
        version = agreements.open_version(agreement)
        if version is not None:
            agreements.sign(actor, agreement, side, number=version.number, sha256=version.sha256, name=name)


def _somebody(org: Organisation) -> Actor:
    return as_actor(Membership.objects.filter(org=org).order_by("pk")[0])


def _day() -> date:
    return timezone.now().date()


def _weeks_ago(invoice: Invoice, weeks: int) -> None:
    back = timedelta(weeks=weeks)
    if invoice.issued_on is None or invoice.issued_at is None or invoice.due_on is None:
        return
    Invoice.objects.filter(pk=invoice.pk).update(
        issued_on=invoice.issued_on - back, issued_at=invoice.issued_at - back, due_on=invoice.due_on - back
    )
    for paid in invoice.payments.all():
        paid.paid_on -= back - timedelta(days=6)
        paid.save(update_fields=["paid_on"])


def _set_back(agreement: Agreement) -> None:
    """Let the agreement be six weeks old, as its project is."""
    then = timezone.now() - timedelta(weeks=6)
    Agreement.objects.filter(pk=agreement.pk).update(made_at=then, ordered_at=then)
    versions = AgreementVersion.objects.filter(agreement=agreement)
    Signature.objects.filter(version__in=versions).update(at=then)
    versions.update(made_at=then, offered_at=then, in_force_at=then)

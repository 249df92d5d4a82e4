"""Invoices on both sides: the list, one with its payments, the account, and how a provider bills."""

from __future__ import annotations

import csv
import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.accounts.models import Organisation
from kazi.accounts.places import zone_of
from kazi.deals.access import invoices as access
from kazi.deals.access.agreements import side_of_role
from kazi.deals.forms.invoices import (
    AddressForm,
    BillingForm,
    CommissionForm,
    CreditForm,
    IssueForm,
    PaymentForm,
)
from kazi.deals.models import Billing, Invoice
from kazi.deals.models.agreements import Side
from kazi.deals.queries.commission import commission_now, commissions
from kazi.deals.queries.invoices import Movement, shown, statement
from kazi.deals.services import billing as billing_services
from kazi.deals.services import invoicing, papers, payments
from kazi.hub.access.desk import hub_desk
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.money import Money

ON_PAGE = 50


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    side = side_of_role(actor)
    page = Paginator(access.invoices_of(actor), ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": shown(page.object_list),
        "side": side,
        "is_buyer": side == Side.BUYER,
        "has_billing": Billing.objects.exists(),
        "commission": commission_now(),
    }
    return render(request, "deals/invoices.html", context)


@login_required
@require_GET
def page(request: HttpRequest, invoice_id: int) -> HttpResponse:
    invoice, side = access.invoice_of(actor_of(request), invoice_id)
    return render(request, "deals/invoice.html", _page(invoice, side))


@login_required
@require_GET
def pdf(request: HttpRequest, invoice_id: int) -> HttpResponse:
    invoice, _side = access.invoice_of(actor_of(request), invoice_id)
    response = HttpResponse(papers.invoice_pdf(invoice), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{invoice.number}.pdf"'
    return response


@login_required
@require_GET
def xml(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Send the invoice as UBL 2.1, for the other side's books."""
    invoice, _side = access.invoice_of(actor_of(request), invoice_id)
    response = HttpResponse(papers.invoice_ubl(invoice), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{invoice.number}.xml"'
    return response


@login_required
@require_POST
def issue(request: HttpRequest, invoice_id: int) -> HttpResponse:
    actor = actor_of(request)
    invoice, side = access.invoice_of(actor, invoice_id)
    access.provider_only(side)
    form = IssueForm(request.POST)
    order = form.cleaned_data["order_number"] if form.is_valid() else None
    try:
        issued = invoicing.issue(actor, invoice, order_number=order)
    except Refused as refusal:
        if refusal.status != 422:
            raise
        messages.error(request, str(refusal.message))
        return redirect("agreements:billing")
    messages.success(request, _("%(number)s is issued; the buyer is told.") % {"number": issued.number})
    return redirect("agreements:invoice", invoice.pk)


@login_required
@require_http_methods(["GET", "POST"])
def credit(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Take an invoice back, wholly or in part."""
    actor = actor_of(request)
    invoice, side = access.invoice_of(actor, invoice_id)
    access.provider_only(side)
    lines = [(line, invoicing.left_of(line)) for line in invoice.lines.all()]
    form = CreditForm(request.POST or None, lines=lines, initial={"once": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            note = invoicing.credit(actor, invoice, said["reason"], form.quantities(), said["once"])
        except (Refused, Conflict) as refusal:
            form.add_error(None, str(refusal.message))
        else:
            payments.settle(invoice, actor)
            messages.success(request, _("%(number)s is issued; the buyer is told.") % {"number": note.number})
            return redirect("agreements:invoice", note.pk)
    return render(request, "deals/credit.html", {"invoice": invoice, "form": form})


@login_required
@require_POST
def pay(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Record what came in, or was given back."""
    actor = actor_of(request)
    invoice, side = access.invoice_of(actor, invoice_id)
    access.provider_only(side)
    form = PaymentForm(request.POST, currency=invoice.currency)
    if form.is_valid():
        said = form.cleaned_data
        try:
            payments.record_payment(
                actor, invoice, said["amount"], said["paid_on"], said["reference"], said["once"]
            )
        except (Refused, Conflict) as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The payment is recorded."))
            return redirect("agreements:invoice", invoice.pk)
    return render(request, "deals/invoice.html", _page(invoice, side) | {"payment_form": form}, status=422)


@login_required
@require_POST
def hold(request: HttpRequest, invoice_id: int) -> HttpResponse:
    actor = actor_of(request)
    invoice, side = access.invoice_of(actor, invoice_id)
    access.provider_only(side)
    payments.hold(actor, invoice, request.POST.get("on_hold") == "1")
    return redirect("agreements:invoice", invoice.pk)


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show the account with each other party, or send one as CSV."""
    actor = actor_of(request)
    side = side_of_role(actor)
    other = "owner" if side == Side.BUYER else "shared_with"
    mine = access.invoices_of(actor).filter(state=Invoice.State.ISSUED)
    pairs = mine.order_by().values_list(f"{other}_id", f"{other}__name", "currency").distinct()
    wanted, currency = request.GET.get("with", ""), request.GET.get("currency", "")
    accounts = [
        {
            "id": org_id,
            "name": name,
            "currency": code,
            "lines": (lines := statement(mine.filter(**{f"{other}_id": org_id}), code)),
            "balance": lines[-1].balance if lines else Money(0, code),
        }
        for org_id, name, code in sorted(pairs, key=lambda pair: (pair[1], pair[2]))
        if not wanted or (str(org_id) == wanted and code == currency)
    ]
    if request.GET.get("format") == "csv" and len(accounts) == 1:
        return _csv(accounts[0]["lines"], accounts[0]["name"])
    context = {"accounts": accounts, "is_buyer": side == Side.BUYER, "today": timezone.localdate()}
    return render(request, "deals/account.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def billing(request: HttpRequest) -> HttpResponse:
    """Say how one bills; a buyer says where invoices are addressed."""
    actor = actor_of(request)
    side = side_of_role(actor)
    org = Organisation.objects.get(pk=actor.org_id)
    there = Billing.objects.first()
    form_class = BillingForm if side == Side.PROVIDER else AddressForm
    first = {"legal_name": org.name, "country": org.country}
    form = form_class(request.POST or None, instance=there, initial={} if there else first)
    if request.method == "POST" and form.is_valid():
        billing_services.keep(actor, form.instance, form.save)
        messages.success(request, _("This is kept; the next invoice has it."))
        return redirect("agreements:invoices")
    context = {"form": form, "is_buyer": side == Side.BUYER, "commission": commission_now()}
    return render(request, "deals/billing.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def commission(request: HttpRequest) -> HttpResponse:
    """Say, as the hub, what it takes and from when; every page of deals then says so too."""
    actor = actor_of(request)
    hub_desk(actor)
    form = CommissionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        billing_services.add_commission(actor, form.save(commit=False))
        messages.success(request, _("The commission is kept and shown wherever it applies."))
        return redirect("agreements:commission")
    context = {"form": form, "rows": commissions(), "commission": commission_now()}
    return render(request, "deals/commission.html", context)


def _page(invoice: Invoice, side: Side) -> dict[str, Any]:
    is_draft = invoice.state == Invoice.State.DRAFT
    today: date = timezone.now().astimezone(zone_of(invoice.owner_id)).date()
    (told,) = shown([invoice])
    left = told.left if told.balance.left_minor > 0 else None
    first = {"once": uuid.uuid4(), "paid_on": today, "amount": left.amount if left else None}
    may_pay = side == Side.PROVIDER and not is_draft and invoice.kind == Invoice.Kind.INVOICE
    return {
        "invoice": invoice,
        "told": told,
        "side": side,
        "is_buyer": side == Side.BUYER,
        "is_draft": is_draft,
        "lines": [(line, Money(line.net_minor, invoice.currency)) for line in invoice.lines.all()],
        "taxes": [(tax, Money(tax["tax_minor"], invoice.currency)) for tax in invoice.taxes],
        "net": Money(invoice.net_minor, invoice.currency),
        "payments": [(one, Money(one.amount_minor, invoice.currency)) for one in invoice.payments.all()],
        "notes": [
            (one, Money(one.total_minor, one.currency))
            for one in invoice.credit_notes.filter(state=Invoice.State.ISSUED)
        ],
        "reminders": invoice.reminders.all(),
        "issue_form": IssueForm(initial={"order_number": invoice.order_number}),
        "payment_form": PaymentForm(initial=first, currency=invoice.currency) if may_pay else None,
        "commission_percent": invoice.commission_percent,
    }


def _csv(lines: list[Movement], name: str) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="account.csv"'
    writer = csv.writer(response)
    writer.writerow(["day", "what", "number", "amount", "balance", "currency", "with"])
    for one in lines:
        # A name that begins like a formula must stay a name in a spreadsheet.
        other = f"'{name}" if name[:1] in "=+-@\t\r" else name
        row = [
            one.day,
            one.what,
            one.number,
            one.amount.amount,
            one.balance.amount,
            one.amount.currency,
            other,
        ]
        writer.writerow(row)
    return response

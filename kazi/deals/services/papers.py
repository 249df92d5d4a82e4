"""Papers to keep: the PDF of an agreement, PDF and UBL of an invoice, in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from kazi.deals.models import Agreement, AgreementVersion, Invoice
from kazi.deals.paper.setting import pdf_of
from kazi.deals.queries.papers import paper_of
from kazi.deals.rules.papers import Paper, PaperParty
from kazi.deals.rules.ubl import ubl_of
from kazi.deals.services.agreements import text_of
from kazi.kernel.money import Money


def invoice_pdf(invoice: Invoice) -> bytes:
    """Return the invoice as PDF, its words in the present language, its values as they were frozen."""
    paper = paper_of(invoice)
    made_at = datetime.combine(paper.issued_on, time.min, tzinfo=UTC)
    return pdf_of("invoice", _invoice_data(paper), made_at)


def invoice_ubl(invoice: Invoice) -> bytes:
    """Return the invoice as UBL 2.1."""
    return ubl_of(paper_of(invoice))


def agreement_pdf(agreement: Agreement, version: AgreementVersion) -> bytes:
    """Return the exact text of a version with its signatures as PDF."""
    text = text_of(agreement, version)
    signatures = [
        [
            f"{one.name}, {one.organisation}",
            one.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
            one.sha256,
        ]
        for one in version.signatures.filter(void_at=None)
    ]
    data = {
        **_frame(agreement.title),
        "language": "en",  # The text is English whatever language the page has.
        "rtl": False,
        "parts": [part.splitlines() for part in text.strip().split("\n\n")],
        "signatures_title": "Signatures",
        "signatures": signatures,
        "unsigned": "Nobody has signed this version.",
        "hash": f"SHA-256 of the text above in UTF-8: {version.sha256}" if version.sha256 else "Draft",
    }
    return pdf_of("agreement", data, version.offered_at or version.made_at)


def _frame(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "foot": title,
        "language": (get_language() or "en").split("-")[0],
        "rtl": get_language_bidi(),
    }


def _invoice_data(paper: Paper) -> dict[str, Any]:
    language = (get_language() or "en").replace("-", "_")
    is_credit = paper.credits is not None
    kind = _("Credit note") if is_credit else _("Invoice")

    def money(minor: int) -> str:
        return Money(minor, paper.currency).text(language)

    def number(value: Decimal) -> str:
        return format_decimal(value, locale=language, decimal_quantization=False)

    facts = [(_("Number"), paper.number), (_("Date"), _day(paper.issued_on))]
    if paper.credits is not None:
        facts.append((_("Credits"), f"{paper.credits[0]}, {_day(paper.credits[1])}"))
    elif paper.due_on is not None:
        facts.append((_("Due"), _day(paper.due_on)))
    facts += [(_("Your order"), paper.order_number)] if paper.order_number else []
    facts += [(_("Agreement"), paper.agreement)] if paper.agreement else []
    taxes = [(f"{one.name} {number(one.rate)} %".strip(), money(one.tax_minor), False) for one in paper.taxes]
    lines = [
        [
            f"{one.title} ({one.unit})" if one.unit else one.title,
            number(one.quantity),
            f"{number(one.price)} {paper.currency}",
            f"{number(one.rate)} %" if one.category != "O" else "–",
            money(one.net_minor),
        ]
        for one in paper.lines
    ]
    return {
        **_frame(f"{kind} {paper.number}"),
        "says": {
            "seller": _("From"),
            "buyer": _("To"),
            "columns": [_("What"), _("Quantity"), _("Price"), _("Tax"), _("Sum")],
        },
        "seller": _address(paper.seller),
        "buyer": _address(paper.buyer),
        "facts": facts,
        "lines": lines,
        "sums": [
            (_("Without tax"), money(paper.net_minor), False),
            *taxes,
            (_("To be credited") if is_credit else _("To pay"), money(paper.total_minor), True),
        ],
        "notes": _notes(paper, number),
    }


def _notes(paper: Paper, number: Any) -> list[tuple[str, list[str]]]:
    seller = paper.seller
    pay = [*seller.bank.splitlines()]
    pay += [_("Account: %(account)s") % {"account": seller.iban}] if seller.iban else []
    pay += [_("Bank code: %(code)s") % {"code": seller.bic}] if seller.bic else []
    notes = [(_("Why"), paper.reason.splitlines())] if paper.reason else []
    notes += [(_("Tax"), [one.reason]) for one in paper.taxes if one.reason]
    if pay and paper.credits is None:
        notes.append((_("How to pay"), pay))
    if paper.note:
        notes.append((_("Note"), paper.note.splitlines()))
    if paper.commission_percent is not None:
        text = _("The hub receives a commission of %(share)s %% of this sum from the provider.")
        notes.append((_("Commission"), [text % {"share": number(paper.commission_percent)}]))
    return notes


def _address(party: PaperParty) -> list[str]:
    lines = [party.name, *party.address.splitlines(), f"{party.city} {party.country}".strip()]
    lines += [_("Tax number: %(number)s") % {"number": party.tax_number}] if party.tax_number else []
    lines += [_("Registration: %(number)s") % {"number": party.registration}] if party.registration else []
    lines += [party.email] if party.email else []
    return [line for line in lines if line]


def _day(day: Any) -> str:
    return str(date_format(day, "j M Y"))

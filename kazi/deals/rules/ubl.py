"""Invoices and credit notes as UBL 2.1 (OASIS, `Invoice-2` and `CreditNote-2`).

The order of elements is that of the schemas.  Of EN 16931 the codes are used (380 invoice, 381 credit
note, tax categories of UNCL5305, C62 for a plain unit); no profile such as Peppol BIS is claimed,
because that asks for electronic addresses that most providers here do not have.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from xml.etree import ElementTree as ET

from kazi.deals.rules.amounts import from_minor, minor_digits, plain
from kazi.deals.rules.papers import Paper, PaperLine, PaperParty, PaperTax

INVOICE: Final = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE: Final = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
CAC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"


def ubl_of(paper: Paper) -> bytes:
    """Return the document as XML in UTF-8; the same paper gives the same bytes."""
    is_credit = paper.credits is not None
    space = CREDIT_NOTE if is_credit else INVOICE
    name = "CreditNote" if is_credit else "Invoice"
    root = ET.Element(f"{{{space}}}{name}")
    _text(root, "UBLVersionID", "2.1")
    _text(root, "ID", paper.number)
    _text(root, "IssueDate", paper.issued_on.isoformat())
    if not is_credit and paper.due_on is not None:
        _text(root, "DueDate", paper.due_on.isoformat())
    _text(root, f"{name}TypeCode", "381" if is_credit else "380")
    for note in filter(None, [paper.reason, paper.note]):
        _text(root, "Note", note)
    _text(root, "DocumentCurrencyCode", paper.currency)
    if paper.order_number:
        _text(_group(root, "OrderReference"), "ID", paper.order_number)
    if paper.credits is not None:
        about = _group(_group(root, "BillingReference"), "InvoiceDocumentReference")
        _text(about, "ID", paper.credits[0])
        _text(about, "IssueDate", paper.credits[1].isoformat())
    if paper.agreement:
        _text(_group(root, "ContractDocumentReference"), "ID", paper.agreement)
    _party(_group(root, "AccountingSupplierParty"), paper.seller, paper)
    _party(_group(root, "AccountingCustomerParty"), paper.buyer, paper)
    _means(root, paper)
    _tax_total(root, paper)
    _sums(root, paper)
    for number, line in enumerate(paper.lines, 1):
        _line(root, name, number, line, paper.currency)
    ET.register_namespace("", space)
    ET.register_namespace("cac", CAC)
    ET.register_namespace("cbc", CBC)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{CBC}}}{name}", attributes)
    # XML 1.0 knows no control signs but these three.
    element.text = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
    return element


def _group(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{CAC}}}{name}")


def _money(parent: ET.Element, name: str, minor: int, currency: str) -> None:
    digits = minor_digits(currency)
    _text(parent, name, f"{from_minor(minor, currency):.{digits}f}", currencyID=currency)


def _party(parent: ET.Element, party: PaperParty, paper: Paper) -> None:
    inside = _group(parent, "Party")
    _text(_group(inside, "PartyName"), "Name", party.name)
    lines = [line.strip() for line in party.address.splitlines() if line.strip()]
    if lines or party.city or party.country:
        address = _group(inside, "PostalAddress")
        for name, text in zip(("StreetName", "AdditionalStreetName"), lines, strict=False):
            _text(address, name, text)
        if party.city:
            _text(address, "CityName", party.city)
        for rest in lines[2:]:
            _text(_group(address, "AddressLine"), "Line", rest)
        if party.country:
            _text(_group(address, "Country"), "IdentificationCode", party.country)
    if party.tax_number:
        scheme = _group(inside, "PartyTaxScheme")
        _text(scheme, "CompanyID", party.tax_number)
        _text(_group(scheme, "TaxScheme"), "ID", _scheme(paper))
    legal = _group(inside, "PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)
    if party.registration:
        _text(legal, "CompanyID", party.registration)
    if party.email:
        _text(_group(inside, "Contact"), "ElectronicMail", party.email)


def _scheme(paper: Paper) -> str:
    return next((one.name for one in paper.taxes if one.name), "VAT")


def _means(root: ET.Element, paper: Paper) -> None:
    seller = paper.seller
    if paper.credits is not None or not seller.iban:
        if paper.credits is None and seller.bank:
            _text(_group(root, "PaymentTerms"), "Note", seller.bank)
        return
    means = _group(root, "PaymentMeans")
    _text(means, "PaymentMeansCode", "30")  # UNCL4461: credit transfer.
    _text(means, "PaymentID", paper.number)
    account = _group(means, "PayeeFinancialAccount")
    _text(account, "ID", seller.iban)
    _text(account, "Name", seller.name)
    if seller.bic:
        _text(_group(account, "FinancialInstitutionBranch"), "ID", seller.bic)
    if seller.bank:
        _text(_group(root, "PaymentTerms"), "Note", seller.bank)


def _tax_total(root: ET.Element, paper: Paper) -> None:
    total = _group(root, "TaxTotal")
    _money(total, "TaxAmount", paper.tax_minor, paper.currency)
    for tax in paper.taxes:
        part = _group(total, "TaxSubtotal")
        _money(part, "TaxableAmount", tax.base_minor, paper.currency)
        _money(part, "TaxAmount", tax.tax_minor, paper.currency)
        _category(_group(part, "TaxCategory"), tax.category, tax.name, tax.rate, tax)


def _category(parent: ET.Element, code: str, name: str, rate: Decimal, tax: PaperTax | None = None) -> None:
    _text(parent, "ID", code)
    if code != "O":  # What is not subject to tax has no rate: EN 16931, BR-O-05.
        _text(parent, "Percent", plain(rate))
    if tax is not None and tax.reason:
        _text(parent, "TaxExemptionReason", tax.reason)
    _text(_group(parent, "TaxScheme"), "ID", name or "VAT")


def _sums(root: ET.Element, paper: Paper) -> None:
    sums = _group(root, "LegalMonetaryTotal")
    _money(sums, "LineExtensionAmount", paper.net_minor, paper.currency)
    _money(sums, "TaxExclusiveAmount", paper.net_minor, paper.currency)
    _money(sums, "TaxInclusiveAmount", paper.total_minor, paper.currency)
    _money(sums, "PayableAmount", paper.total_minor, paper.currency)


def _line(root: ET.Element, name: str, number: int, line: PaperLine, currency: str) -> None:
    one = _group(root, f"{name}Line")
    _text(one, "ID", str(number))
    quantity = "CreditedQuantity" if name == "CreditNote" else "InvoicedQuantity"
    _text(one, quantity, plain(line.quantity), unitCode="C62")
    _money(one, "LineExtensionAmount", line.net_minor, currency)
    item = _group(one, "Item")
    if line.unit:
        _text(item, "Description", line.unit)
    _text(item, "Name", line.title)
    _category(_group(item, "ClassifiedTaxCategory"), line.category, line.tax_name, line.rate)
    _text(_group(one, "Price"), "PriceAmount", plain(line.price), currencyID=currency)

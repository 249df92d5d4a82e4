"""Addresses of the second half of a deal: agreements, invoices, letters, open data."""

from __future__ import annotations

from django.urls import path

from kazi.deals.pages import agreements, invoices, messages, ocds

app_name = "agreements"
_one = "agreements/<int:agreement_id>/"
_invoice = "invoices/<int:invoice_id>/"
_deal = "deals/<int:deal_id>/messages/"
urlpatterns = [
    path("agreements/", agreements.index, name="agreements"),
    path("agreements/new/", agreements.new, name="new"),
    path(_one, agreements.page, name="agreement"),
    path(f"{_one}terms/", agreements.terms, name="terms"),
    path(f"{_one}offer", agreements.offer, name="offer"),
    path(f"{_one}drop", agreements.drop, name="drop"),
    path(f"{_one}order", agreements.order, name="order"),
    path(f"{_one}end", agreements.end, name="end"),
    path(f"{_one}reference", agreements.reference, name="reference"),
    path(f"{_one}publishing", agreements.publishing, name="publishing"),
    path(f"{_one}write", agreements.write, name="write"),
    path(f"{_one}versions/<int:number>/", agreements.version, name="version"),
    path(f"{_one}versions/<int:number>/sign/", agreements.sign, name="sign"),
    path(f"{_one}versions/<int:number>.pdf", agreements.version_pdf, name="version_pdf"),
    path(f"{_one}milestones/<int:milestone_id>/report", agreements.report, name="report_milestone"),
    path(f"{_one}milestones/<int:milestone_id>/confirm", agreements.confirm, name="confirm_milestone"),
    path("invoices/", invoices.index, name="invoices"),
    path("invoices/account/", invoices.account, name="account"),
    path("invoices/billing/", invoices.billing, name="billing"),
    path(_invoice, invoices.page, name="invoice"),
    path("invoices/<int:invoice_id>.pdf", invoices.pdf, name="invoice_pdf"),
    path("invoices/<int:invoice_id>.xml", invoices.xml, name="invoice_xml"),
    path(f"{_invoice}issue", invoices.issue, name="issue"),
    path(f"{_invoice}credit/", invoices.credit, name="credit"),
    path(f"{_invoice}payments", invoices.pay, name="pay"),
    path(f"{_invoice}hold", invoices.hold, name="hold"),
    path("hub/commission/", invoices.commission, name="commission"),
    path(_deal, messages.page, name="messages"),
    path(f"{_deal}send", messages.send, name="send_message"),
    path(f"{_deal}hub", messages.hub, name="invite_hub"),
    path(f"{_deal}export.zip", messages.export, name="export_messages"),
    path(f"{_deal}files/<int:message_file_id>", messages.file, name="message_file"),
    path("ocds/", ocds.about, name="ocds"),
    path("ocds/releases.json", ocds.releases, name="ocds_releases"),
    path("ocds/records.json", ocds.records, name="ocds_records"),
    path("ocds/<str:ocid>.json", ocds.one, name="ocds_one"),
]

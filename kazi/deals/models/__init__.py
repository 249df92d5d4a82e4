"""The tables of deals, by subject."""

from kazi.deals.models.agreements import Agreement, AgreementVersion, Milestone, Signature
from kazi.deals.models.commission import Commission
from kazi.deals.models.invoices import Billing, Invoice, InvoiceLine, Payment, Reminder, Series
from kazi.deals.models.messages import Message, MessageFile, ReadMark, Thread

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Billing",
    "Commission",
    "Invoice",
    "InvoiceLine",
    "Message",
    "MessageFile",
    "Milestone",
    "Payment",
    "ReadMark",
    "Reminder",
    "Series",
    "Signature",
    "Thread",
]

"""The tables of deals, by subject."""

from kazi.deals.models.agreements import Agreement, AgreementVersion, Milestone, Signature
from kazi.deals.models.candidates import Candidate, MonthMeans, PricePoint, Shortlist, Shown
from kazi.deals.models.commission import Commission
from kazi.deals.models.invoices import Billing, Invoice, InvoiceLine, Payment, Reminder, Series
from kazi.deals.models.messages import Message, MessageFile, ReadMark, Thread
from kazi.deals.models.needs import Need, NeedFile
from kazi.deals.models.proposals import Award, Proposal, ProposalFile
from kazi.deals.models.reference_times import ReferenceTime
from kazi.deals.models.requests import Invited, LaterDeadline, NdaClick, Question, Request, RequestFile

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Award",
    "Billing",
    "Candidate",
    "Commission",
    "Invited",
    "Invoice",
    "InvoiceLine",
    "LaterDeadline",
    "Message",
    "MessageFile",
    "Milestone",
    "MonthMeans",
    "NdaClick",
    "Need",
    "NeedFile",
    "Payment",
    "PricePoint",
    "Proposal",
    "ProposalFile",
    "Question",
    "ReadMark",
    "ReferenceTime",
    "Reminder",
    "Request",
    "RequestFile",
    "Series",
    "Shortlist",
    "Shown",
    "Signature",
    "Thread",
]

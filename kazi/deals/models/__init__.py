"""The tables of deals, by subject."""

from kazi.deals.models.agreements import Agreement, AgreementVersion, Milestone, Signature
from kazi.deals.models.candidates import Candidate, MonthMeans, PricePoint, Shortlist, Shown
from kazi.deals.models.commission import Commission
from kazi.deals.models.desk import Account, Campaign, Collateral, Contact
from kazi.deals.models.invoices import Billing, Invoice, InvoiceLine, Payment, Reminder, Series
from kazi.deals.models.messages import Message, MessageFile, ReadMark, Thread
from kazi.deals.models.needs import Need, NeedFile
from kazi.deals.models.pipeline import (
    Card,
    ExposureLetter,
    MailNote,
    Renewal,
    Satisfaction,
    Sending,
    StageSpell,
    Task,
)
from kazi.deals.models.proposals import Award, Proposal, ProposalFile
from kazi.deals.models.reference_times import ReferenceTime
from kazi.deals.models.requests import Invited, LaterDeadline, NdaClick, Question, Request, RequestFile

__all__ = [
    "Account",
    "Agreement",
    "AgreementVersion",
    "Award",
    "Billing",
    "Campaign",
    "Candidate",
    "Card",
    "Collateral",
    "Commission",
    "Contact",
    "ExposureLetter",
    "Invited",
    "Invoice",
    "InvoiceLine",
    "LaterDeadline",
    "MailNote",
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
    "Renewal",
    "Request",
    "RequestFile",
    "Satisfaction",
    "Sending",
    "Series",
    "Shortlist",
    "Shown",
    "Signature",
    "StageSpell",
    "Task",
    "Thread",
]

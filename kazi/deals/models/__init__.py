"""The tables of deals, by subject."""

from kazi.deals.models.candidates import Candidate, MonthMeans, PricePoint, Shortlist, Shown
from kazi.deals.models.needs import Need, NeedFile
from kazi.deals.models.proposals import Award, Proposal, ProposalFile
from kazi.deals.models.reference_times import ReferenceTime
from kazi.deals.models.requests import Invited, LaterDeadline, NdaClick, Question, Request, RequestFile

__all__ = [
    "Award",
    "Candidate",
    "Invited",
    "LaterDeadline",
    "MonthMeans",
    "NdaClick",
    "Need",
    "NeedFile",
    "PricePoint",
    "Proposal",
    "ProposalFile",
    "Question",
    "ReferenceTime",
    "Request",
    "RequestFile",
    "Shortlist",
    "Shown",
]

"""The buyer's doors: a request is found by its own organisation only."""

from __future__ import annotations

from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.deals.models import Proposal, Question, Request
from kazi.kernel.errors import NotFound


def buyer(actor: Actor) -> None:
    """Raise NotFound for who does not buy for a client."""
    if actor.role != Role.CLIENT:
        raise NotFound


def own_requests(actor: Actor) -> QuerySet[Request]:
    buyer(actor)
    return Request.objects.order_by("-made_at", "-pk")


def own_request(actor: Actor, request_id: int) -> Request:
    """Return a request of the actor's own organisation; raise NotFound for anyone else's."""
    found = own_requests(actor).select_related("org").filter(pk=request_id).first()
    if found is None:
        raise NotFound
    return found


def asked_question(request: Request, question_id: int) -> Question:
    """Return a question about this request of the buyer's; raise NotFound."""
    found = Question.objects.filter(request=request, shared_with_id=request.org_id, pk=question_id).first()
    if found is None:
        raise NotFound
    return found


def opened_proposal(request: Request, proposal_id: int) -> Proposal:
    """Return a proposal that has been opened; raise NotFound, for a sealed one too."""
    opened = (Proposal.State.OPENED, Proposal.State.AWARDED, Proposal.State.LOST)
    found = Proposal.objects.filter(request=request, shared_with_id=request.org_id, state__in=opened)
    proposal = found.select_related("owner").filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound
    return proposal


def hub_watch(actor: Actor) -> None:
    """Raise NotFound for who is not hub staff."""
    if actor.role != Role.HUB or actor.is_program:
        raise NotFound


def provider_of(actor: Actor) -> Organisation:
    """Return the provider this manager acts for; raise NotFound for anyone else."""
    org = Organisation.objects.filter(pk=actor.org_id, kind=Organisation.Kind.PROVIDER).first()
    if org is None or actor.role != Role.MANAGER:
        raise NotFound
    return org

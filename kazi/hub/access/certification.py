"""Who may see an application, and who may decide about it."""

from __future__ import annotations

from uuid import UUID

from kazi.accounts.actors import Actor
from kazi.hub.access.desk import hub_desk
from kazi.hub.access.profiles import own_provider
from kazi.hub.models import (
    Application,
    Certificate,
    Evidence,
    Requirement,
    ReviewQuestion,
    SelfAssessment,
    Standard,
    WithdrawalAppeal,
)
from kazi.hub.queries.certification import certificates
from kazi.kernel.errors import NotFound


def own_application(actor: Actor, application_id: int) -> Application:
    """Return an application of the manager's own organisation."""
    own_provider(actor)
    found = Application.objects.select_related("standard").filter(pk=application_id, owner_id=actor.org_id)
    if (one := found.first()) is None:
        raise NotFound
    return one


def reviewed_application(actor: Actor, application_id: int) -> Application:
    """Return what was given to the actor's hub; drafts stay the provider's own."""
    hub_desk(actor)
    found = Application.objects.select_related("standard", "owner", "reviewer", "decided_by")
    one = found.filter(pk=application_id).exclude(state=Application.State.DRAFT).first()
    if one is None:
        raise NotFound
    return one


def requirement(application: Application, code: str) -> Requirement:
    found = Requirement.objects.filter(standard_id=application.standard_id, code=code).first()
    if found is None:
        raise NotFound
    return found


def answer(application: Application, code: str) -> SelfAssessment:
    found = SelfAssessment.objects.filter(application=application, requirement__code=code).first()
    if found is None:
        raise NotFound
    return found


def own_evidence(actor: Actor, evidence_id: int) -> Evidence:
    own_provider(actor)
    found = Evidence.objects.select_related("answer__application").filter(
        pk=evidence_id, owner_id=actor.org_id
    )
    if (one := found.first()) is None:
        raise NotFound
    return one


def own_question(actor: Actor, question_id: int) -> ReviewQuestion:
    own_provider(actor)
    found = ReviewQuestion.objects.select_related("application").filter(pk=question_id, owner_id=actor.org_id)
    if (one := found.first()) is None:
        raise NotFound
    return one


def standard(slug: str, version: int | None = None) -> Standard:
    """Return a version of a standard, the newest where none is named."""
    found = Standard.objects.filter(slug=slug).order_by("-version")
    if version is not None:
        found = found.filter(version=version)
    if (one := found.first()) is None:
        raise NotFound
    return one


def certificate(certificate_id: UUID) -> Certificate:
    """Return a certificate that everybody may read, whatever became of it."""
    found = certificates().filter(pk=certificate_id).first()
    if found is None:
        raise NotFound
    return found


def own_certificate(actor: Actor, certificate_id: UUID) -> Certificate:
    """Return a certificate of the manager's own organisation."""
    own_provider(actor)
    found = Certificate.objects.select_related("standard").filter(pk=certificate_id, provider_id=actor.org_id)
    if (one := found.first()) is None:
        raise NotFound
    return one


def withdrawal_appeal(actor: Actor, appeal_id: int) -> WithdrawalAppeal:
    """Return an appeal that was laid on this hub's desk."""
    hub_desk(actor)
    found = WithdrawalAppeal.objects.filter(pk=appeal_id, shared_with_id=actor.org_id).first()
    if found is None:
        raise NotFound
    return found

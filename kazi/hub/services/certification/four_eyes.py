"""Who of the hub may do what with an application: two people stand behind every certificate.

Who reviews, who decides and who hears an appeal are different people where the hub has enough of
them; nobody decides about an organisation of their own.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Role
from kazi.hub.models import Application, Certificate, WithdrawalAppeal
from kazi.kernel.errors import Refused


def may_work_on(actor: Actor, provider_id: int) -> None:
    """Refuse who belongs to the provider too."""
    if Membership.objects.filter(person_id=actor.person_id, org_id=provider_id).exists():
        raise Refused(_("You belong to this provider. Let another member of the hub do it."))


def may_find(actor: Actor, application: Application) -> None:
    """Refuse everybody but the reviewer, or but who hears the appeal: two hands in one review are none."""
    may_work_on(actor, application.owner_id)
    if application.state == Application.State.APPEALED:
        may_hear(actor, application)
    elif actor.person_id != application.reviewer_id:
        raise Refused(_("Only the reviewer notes what the papers show."))


def may_decide(actor: Actor, application: Application) -> None:
    """Refuse the reviewer where somebody else could decide."""
    may_work_on(actor, application.owner_id)
    if actor.person_id == application.reviewer_id and _others(actor, application, {application.reviewer_id}):
        raise Refused(_("You reviewed this yourself. Let another member of the hub decide."))


def may_hear(actor: Actor, application: Application) -> None:
    """Refuse who took part in the first decision where somebody else could hear the appeal."""
    may_work_on(actor, application.owner_id)
    first = {application.reviewer_id, application.decided_by_id}
    if actor.person_id in first and _others(actor, application, first):
        raise Refused(_("You took part in the first decision. Let another member of the hub hear it."))


def may_judge_withdrawal(actor: Actor, appeal: WithdrawalAppeal, certificate: Certificate) -> None:
    """Refuse who withdrew the certificate where somebody else could judge."""
    may_work_on(actor, certificate.provider_id)
    if actor.person_id == certificate.withdrawn_by_id and _others(
        actor, appeal, {certificate.withdrawn_by_id}
    ):
        raise Refused(_("You withdrew this certificate. Let another member of the hub judge the appeal."))


def is_at_the_hub(hub_id: int, person_id: int | None) -> bool:
    """Say whether a person works at the hub's desk today."""
    return person_id is not None and _staff(hub_id).filter(person_id=person_id).exists()


def _others(actor: Actor, thing: Application | WithdrawalAppeal, but: set[int | None]) -> bool:
    """Say whether the hub has somebody else who could: not one of these, and not one of the provider."""
    own = Membership.objects.filter(org_id=thing.owner_id).values("person_id")
    staff = _staff(actor.org_id).exclude(person_id__in=[one for one in but if one])
    return staff.exclude(person_id__in=own).exists()


def _staff(hub_id: int) -> QuerySet[Membership]:
    return Membership.objects.filter(org_id=hub_id, role=Role.HUB, is_active=True, person__is_active=True)

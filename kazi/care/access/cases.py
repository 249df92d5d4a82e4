"""Who sees a case: officers of its helpline.  Who sees a notice: managers of that employer."""

from __future__ import annotations

from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.care.models import Case, Notice
from kazi.care.rules.cases import Stage
from kazi.kernel.errors import NotFound

_NOT_INDEPENDENT = (Organisation.Kind.PROVIDER, Organisation.Kind.CLIENT)


def as_officer(actor: Actor) -> None:
    """Raise NotFound unless the actor is an officer of an organisation that employs and buys nothing."""
    if actor.role != Role.OFFICER or actor.is_program:
        raise NotFound
    if Organisation.objects.filter(pk=actor.org_id, kind__in=_NOT_INDEPENDENT).exists():
        raise NotFound


def cases_of(actor: Actor) -> QuerySet[Case]:
    """Return what officers may read: not what is held until another reports the same."""
    as_officer(actor)
    return Case.objects.exclude(stage=Stage.HELD).select_related("employer", "notice")


def case_of(actor: Actor, case_id: int) -> Case:
    row = cases_of(actor).filter(pk=case_id).first()
    if row is None:
        raise NotFound
    return row


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """Return the helpline's notices to the actor's organisation."""
    if actor.role != Role.MANAGER or actor.is_program:
        raise NotFound
    return Notice.objects.filter(shared_with_id=actor.org_id).order_by("-week", "-pk")


def notice_of(actor: Actor, notice_id: int) -> Notice:
    row = notices_of(actor).filter(pk=notice_id).first()
    if row is None:
        raise NotFound
    return row

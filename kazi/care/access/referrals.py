"""Who sees a referral: the service that it went to, and whoever has its code and PIN.  Nobody else."""

from __future__ import annotations

from django.core import signing
from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.care.access.directory import kept_services
from kazi.care.models import Referral
from kazi.kernel.errors import NotFound

OPEN_SECONDS = 15 * 60
_SALT = "kazi.care.open"


def referrals_of(actor: Actor) -> QuerySet[Referral]:
    """Return what went to the actor's service; NotFound for every other role, the hub's too."""
    if actor.role != Role.SERVICE or actor.is_program:
        raise NotFound
    return Referral.objects.filter(service__in=kept_services(actor)).select_related("service")


def referral_of(actor: Actor, ref: str) -> Referral:
    row = referrals_of(actor).filter(ref=ref).first()
    if row is None:
        raise NotFound
    return row


def ticket(kind: str, pk: object) -> str:
    """Return what a page carries on while its reader is at it: good for a quarter of an hour.

    It travels in the body of a form, so that no address, history or cookie keeps it.
    """
    return signing.dumps([kind, str(pk)], salt=_SALT)


def opened(kind: str, said: str) -> str:
    """Return whose ticket it is; raise NotFound for a wrong one and one that is too old."""
    try:
        for_kind, pk = signing.loads(said, salt=_SALT, max_age=OPEN_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None
    if for_kind != kind:
        raise NotFound
    return str(pk)

"""Who may read and write a deal's letters: the two sides, and hub staff where both want them."""

from __future__ import annotations

from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.deals.access.agreements import side_of_role
from kazi.deals.models import MessageFile, Thread
from kazi.deals.models.agreements import Side
from kazi.deals.models.messages import Voice
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import all_tenants


def threads_of(actor: Actor) -> QuerySet[Thread]:
    if actor.role == Role.HUB and not actor.is_program:
        # Rows of other organisations, and only those that both sides opened to the hub.
        return all_tenants(Thread).filter(hub_by_provider=True, hub_by_buyer=True)
    side = "owner_id" if side_of_role(actor) == Side.PROVIDER else "shared_with_id"
    return Thread.objects.filter(**{side: actor.org_id})


def thread_of(actor: Actor, deal_id: int) -> tuple[Thread, Voice]:
    """Return a thread and in whose voice the actor speaks there."""
    rows = threads_of(actor).select_related("owner", "shared_with", "agreement")
    found = rows.filter(pk=deal_id).first()
    if found is None:
        raise NotFound
    if actor.role == Role.HUB:
        return found, Voice.HUB
    return found, Voice(side_of_role(actor).value)


def file_of(thread: Thread, file_id: int) -> MessageFile:
    found = MessageFile.objects.filter(message__thread=thread, pk=file_id).first()
    if found is None:
        raise NotFound
    return found

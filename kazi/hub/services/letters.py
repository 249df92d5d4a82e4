"""Letters of visitors on their way to the hub's desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.accounts.reaching import people_of
from kazi.channels.letters import post
from kazi.hub.events import WorkRequestChanged, WorkRequested
from kazi.hub.models import WorkRequest
from kazi.hub.queries.desk import hub_organisation
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for

DeskLink = Callable[[int], str]  # The address of a request at the hub's desk.


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor wrote into the form."""

    once: UUID
    name: str
    email: str
    what: str
    organisation: str = ""
    volume: str = ""
    by_when: date | None = None
    quality: str = ""
    languages: str = ""


@transaction.atomic
def request_work(wanted: Wanted, desk_link: DeskLink) -> WorkRequest:
    """Lay a letter on the hub's desk and tell who has to know; the same form again is the first.

    The hub's staff are told by mail, and the sender gets a confirmation that repeats nothing, so that
    nobody can use us to write to others.
    """
    hub = hub_organisation()
    with acting_for(hub.pk):
        fields = {name: getattr(wanted, name) for name in Wanted.__slots__ if name != "once"}
        request, made = WorkRequest.objects.get_or_create(
            once=wanted.once, defaults={**fields, "is_demo": hub.is_demo}
        )
        if not made:
            return request
        record(WorkRequested(str(request.pk)))
    _write_to_hub(request, hub, desk_link)
    subject = _("We have your letter (number %(number)s)") % {"number": request.pk}
    text = _(
        "Thank you. Your letter has arrived, and a person will read it and write to you.\n\n"
        "Its number is %(number)s. If you did not send one, you need not do anything."
    )
    post(request.email, subject, text % {"number": request.pk})
    return request


@transaction.atomic
def change_request(actor: Actor, request: WorkRequest, state: str, notes: str) -> WorkRequest:
    """Note how far a request has come; the same again changes nothing."""
    if state not in WorkRequest.State.values:
        raise Refused(_("A request is new, seen, answered or closed."))
    before = (request.state, request.notes)
    request.state, request.notes = state, notes
    if before != (state, notes):
        request.save(update_fields=["state", "notes", "changed_at"])
        record(WorkRequestChanged(str(request.pk), state), actor_id=actor.person_id)
    return request


@transaction.atomic
def see_request(actor: Actor, request: WorkRequest) -> WorkRequest:
    """Note that somebody of the hub has opened a new request."""
    if WorkRequest.objects.filter(pk=request.pk, state=WorkRequest.State.NEW).update(
        state=WorkRequest.State.SEEN
    ):
        request.state = WorkRequest.State.SEEN
        record(WorkRequestChanged(str(request.pk), request.state), actor_id=actor.person_id)
    return request


def _write_to_hub(request: WorkRequest, hub: Organisation, desk_link: DeskLink) -> None:
    for person in people_of(hub.pk, Role.HUB):
        with translation.override(person.language):
            subject = _("A new letter to the hub (number %(number)s)") % {"number": request.pk}
            text = _("Somebody wrote to the hub. Read it and answer at the desk:\n\n%(link)s")
        post(person.email, subject, text % {"link": desk_link(request.pk)})

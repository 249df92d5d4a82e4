"""Taking people on: a member who works becomes a worker in the same transaction."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kazi.accounts import invitations, staff_codes
from kazi.accounts.actors import Actor
from kazi.accounts.models import Invitation, Membership, Person, Role, StaffCode
from kazi.kernel.tenancy import acting_for
from kazi.workforce.models import Team, Worker
from kazi.workforce.queries import worker_facts

WORKING_ROLES = frozenset({Role.WORKER, Role.LEAD})


@transaction.atomic
def take_on(membership: Membership, team: Team | None = None) -> Worker | None:
    """Make the member a worker, so that they can begin at once; None for a role that does no tasks.

    A second time returns the same worker, active again and in their team until now if none is given.
    """
    if membership.role not in WORKING_ROLES:
        return None
    worker, made = Worker.objects.get_or_create(
        membership=membership, defaults={"team": team, "joined_on": timezone.localdate()}
    )
    if not made:
        worker.is_active = True
        worker.team = team or worker.team
        worker.save(update_fields=["is_active", "team"])
    worker_facts.forget(membership.pk)
    return worker


@transaction.atomic
def join_as_new(invitation: Invitation, name: str, password: str, language: str) -> Membership:
    """Accept an invitation as a person who is new to Kazi; the errors are those of `accept_as_new`."""
    membership = invitations.accept_as_new(invitation, name, password, language)
    with acting_for(membership.org_id):
        take_on(membership)
    return membership


@transaction.atomic
def join(invitation: Invitation, person: Person) -> Membership:
    """Accept an invitation as a person who has an account; twice is once."""
    membership = invitations.accept(invitation, person)
    with acting_for(membership.org_id):
        take_on(membership)
    return membership


@transaction.atomic
def take_on_with_code(
    actor: Actor, name: str, language: str, team: Team | None, code: str = ""
) -> tuple[Worker, StaffCode, str]:
    """Make a worker who signs in with a staff code; return them with the first PIN, shown once."""
    given, pin = staff_codes.give_code(actor, name, language, code)
    worker = take_on(given.membership, team)
    assert worker is not None  # noqa: S101 -- give_code makes workers.
    return worker, given, pin

"""Taking people on, and the teams they work in.  Managers make teams and choose who leads them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts import invitations, staff_codes
from kazi.accounts.actors import Actor, require_role
from kazi.accounts.models import Invitation, Membership, Person, Role, StaffCode
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.tenancy import acting_for
from kazi.workforce.events import LeadsChosen, TeamMade, WorkerMoved
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


@transaction.atomic
def make_team(actor: Actor, name: str) -> Team:
    """Make a team; the same name again returns the team that is there."""
    require_role(actor, Role.MANAGER)
    name = " ".join(name.split())[:100]
    if not name:
        raise Refused(_("Give the team a name."))
    team, made = Team.objects.get_or_create(name=name)
    if made:
        record(TeamMade(team_id=str(team.pk)), actor_id=actor.person_id)
    return team


@transaction.atomic
def move_worker(actor: Actor, worker: Worker, team: Team | None) -> Worker:
    """Put a worker into a team, or into none.  What they hold open stays theirs."""
    require_role(actor, Role.MANAGER)
    team_id = None if team is None else team.pk
    if worker.team_id != team_id:
        worker.team = team
        worker.save(update_fields=["team"])
        record(WorkerMoved(worker_id=str(worker.pk), team_id=str(team_id or "")), actor_id=actor.person_id)
        worker_facts.forget(worker.membership_id)
    return worker


@transaction.atomic
def choose_leads(actor: Actor, team: Team, leads: Iterable[Membership]) -> Team:
    """Let exactly these people lead the team; each is a lead or a manager of the same provider."""
    require_role(actor, Role.MANAGER)
    wanted = {one.pk: one for one in leads}
    for one in wanted.values():
        if one.org_id != actor.org_id:
            raise NotFound
        if one.role not in {Role.LEAD, Role.MANAGER}:
            raise Refused(
                _("%(name)s is not a team lead. Give them that role first.") % {"name": one.person.name}
            )
    if wanted.keys() != set(team.leads.values_list("pk", flat=True)):
        team.leads.set(wanted)
        said = " ".join(str(pk) for pk in sorted(wanted))
        record(LeadsChosen(team_id=str(team.pk), memberships=said), actor_id=actor.person_id)
    return team

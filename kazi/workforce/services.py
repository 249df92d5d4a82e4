"""Make teams, put workers into them, choose who leads them.  Managers do this."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor, require_role
from kazi.accounts.models import Membership, Role
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused
from kazi.workforce.events import LeadsChosen, TeamMade, WorkerMoved
from kazi.workforce.models import Team, Worker
from kazi.workforce.queries import worker_facts


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

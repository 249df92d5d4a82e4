"""A manager's list of people: teams, leads, skills; and the lead's board of the day."""

from __future__ import annotations

import pytest

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for
from kazi.skills.models import Award, Skill
from kazi.work.services import claiming
from kazi.work.services.counting import count_answers
from kazi.workforce.models import Team, Worker
from tests.makers import join, log_in, make_project, organisation

pytestmark = pytest.mark.usefixtures("scope")


def worker_id(actor: Actor) -> int:
    return Worker.objects.get(membership_id=actor.membership_id).pk


def test_a_skill_is_awarded_once_and_ended_with_a_reason(manager: Actor, worker: Actor) -> None:
    client, pk = log_in(manager), worker_id(worker)
    for _ in range(2):
        assert client.post(f"/people/{pk}/skills", {"name": "Medical terms"}).status_code == 302
    award = Award.objects.get()
    assert (award.skill.code, award.awarded_by_id) == ("medical-terms", manager.membership_id)
    assert "Medical terms" in client.get("/people/").content.decode()
    path = f"/people/{pk}/skills/{award.pk}/end"
    assert client.post(path, {"reason": " "}).status_code == 422
    for _ in range(2):
        assert client.post(path, {"reason": "The exam has to be taken again."}).status_code == 302
    award.refresh_from_db()
    assert award.ended_at is not None
    assert Entry.objects.filter(event="skills.award_ended").count() == 1
    client.post(f"/people/{pk}/skills", {"skill": award.skill_id})
    assert Award.objects.filter(ended_at=None).count() == 1
    assert Skill.objects.count() == 1


def test_a_manager_makes_a_team_puts_people_in_and_chooses_who_leads_it(
    org: Organisation, manager: Actor, worker: Actor, lead: Actor
) -> None:
    client = log_in(manager)
    for _ in range(2):
        client.post("/people/teams/", {"name": "Night shift"})
    team = Team.objects.get()
    client.post(f"/people/{worker_id(worker)}/team", {"team": team.pk})
    client.post(f"/people/teams/{team.pk}/leads", {"lead": [lead.membership_id]})
    assert list(team.leads.all().values_list("pk", flat=True)) == [lead.membership_id]
    assert Worker.objects.get(membership_id=worker.membership_id).team == team
    assert "Wanjiku" in log_in(lead).get("/team/").content.decode()
    refused = client.post(f"/people/teams/{team.pk}/leads", {"lead": [worker.membership_id]})
    assert "Wanjiku is not a team lead." in refused.content.decode()
    client.post(f"/people/teams/{team.pk}/leads", {})
    assert "Wanjiku" not in log_in(lead).get("/team/").content.decode()
    assert Entry.objects.filter(event="workforce.leads_chosen").count() == 2


def test_another_providers_people_and_teams_are_not_there(manager: Actor, worker: Actor) -> None:
    rival_org = organisation("Rival")
    rival = log_in(join("rival", rival_org, Role.MANAGER))
    with acting_for(rival_org.pk):
        theirs = Team.objects.create(name="Theirs")
    pk = worker_id(worker)
    assert rival.get(f"/people/{pk}/").status_code == 404
    assert rival.post(f"/people/{pk}/skills", {"name": "Khmer"}).status_code == 404
    assert log_in(manager).post(f"/people/{pk}/team", {"team": theirs.pk}).status_code == 404
    assert Worker.objects.get(pk=pk).team is None


def test_the_leads_board_shows_their_teams_day(org: Organisation) -> None:
    mine, other = Team.objects.create(name="Mine"), Team.objects.create(name="Other")
    lead = join("otieno", org, Role.LEAD, mine)
    worker, stranger = join("wanjiku", org, team=mine), join("baraka", org, team=other)
    project = make_project(org, tasks=3)
    for actor in (worker, stranger, worker):
        (_facts, seat), *_rest = claiming.next_work(actor, project.pk)
        claiming.submit_answer(actor, project.pk, seat.seat_id, {"kind": "total"}, seconds=0)
    count_answers()
    page = log_in(lead).get("/team/").content.decode()
    assert ("Wanjiku" in page, "Baraka" in page) == (True, False)
    assert "<dd>2 <small>answers" in page
    assert "at work" in page
    part = log_in(lead).get("/team/", headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in part, "Wanjiku" in part) == (False, True)

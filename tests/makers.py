"""Short ways to make the things tests need."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.accounts.signing_in import FACTOR
from kazi.accounts.tokens import issue
from kazi.journal.clock import run_all_now
from kazi.journal.working import run_one_task
from kazi.kernel.tenancy import acting_for
from kazi.kinds.types import take_ready
from kazi.work.models import Project
from kazi.work.services.claiming import next_work, submit_answer
from kazi.work.services.projects import NewTask, add_tasks
from kazi.workforce.models import Team, Worker

_number = count(1)
KINDS = ("company", "address", "date", "total", "other")


def organisation(name: str = "Amani Data", kind: str = Organisation.Kind.PROVIDER) -> Organisation:
    slug = f"{name.lower().replace(' ', '-')}-{next(_number)}"
    return Organisation.objects.create(name=name, kind=kind, slug=slug)


def join(name: str, org: Organisation, role: Role = Role.WORKER, team: Team | None = None) -> Actor:
    """Make a person who acts for the organisation; a worker or a lead also works there."""
    username = f"{name}-{next(_number)}"
    person = Person.objects.create(username=username, name=name.title())
    membership = Membership.objects.create(person=person, org=org, role=role)
    if role in {Role.WORKER, Role.LEAD}:
        with acting_for(org.pk):
            today = timezone.now().date()
            Worker.objects.create(membership=membership, joined_on=today, team=team)
            if role == Role.LEAD and team is not None:
                team.leads.add(membership)
    return as_actor(membership)


def log_in(actor: Actor, factor: str = "totp") -> Client:
    """Return a browser in which the actor has signed in, also with a second factor unless it is ""."""
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    session = client.session
    session[FACTOR] = factor
    session.save()
    return client


def bearer(actor: Actor) -> dict[str, str]:
    """Return the headers with which the actor's phone calls the API."""
    token = issue(Membership.objects.get(pk=actor.membership_id))
    return {"Authorization": f"Bearer {token}"}


def make_project(org: Organisation, *, tasks: int = 1, kind: str = "text-choice", **plan: Any) -> Project:
    """Make an open project of a ready type, with tasks of one line of text each."""
    with acting_for(org.pk):
        version = take_ready(kind)
        plan.setdefault("state", Project.State.OPEN)
        plan.setdefault("name", "Receipt lines")
        people = {"double": 2, "vote": 3}.get(plan.get("method", "single"), 1)
        plan.setdefault("overlap", people)
        project = Project.objects.create(task_type=version, **plan)
        rows = [NewTask(f"line-{n}", {"text": f"TOTAL {n}.00"}) for n in range(1, tasks + 1)]
        add_tasks(project, rows)
        return project


def work_off() -> None:
    """Do, once, what the background worker does: all timed jobs and all tasks that are due."""
    run_all_now()
    while run_one_task("tests"):
        pass


def answer_all(worker: Actor, project: Project, kind: str = "total") -> int:
    """Let the worker answer every task of a `text-choice` project that they can get; return how many."""
    done = 0
    while found := next_work(worker, project.pk, ahead=5):
        for _facts, seat in found:
            submit_answer(worker, project.pk, seat.seat_id, {"kind": kind}, version=seat.version)
            done += 1
    return done


def client_of(name: str = "Duka Foods") -> tuple[Organisation, Actor]:
    """Make a client organisation with one person."""
    org = organisation(name, Organisation.Kind.CLIENT)
    return org, join("njeri", org, Role.CLIENT)

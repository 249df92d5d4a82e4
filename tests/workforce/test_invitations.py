"""Invitations, from the letter to the first task."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from kazi.accounts.actors import Actor
from kazi.accounts.models import Invitation, Membership, Organisation, Person, Role
from kazi.accounts.secrets import hashed
from kazi.channels.letters import send_waiting
from kazi.channels.models import Letter
from kazi.cli.commands import app
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for
from kazi.workforce.models import Worker
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db
NEW = {"name": "Neema", "language": "en", "password": "a goat on the roof"}


def invited(by: Actor, email: str = "neema@example.org", role: str = "worker") -> str:
    """Invite somebody and return the path in their letter."""
    log_in(by).post("/people/invite/", {"email": email, "role": role})
    return last_link()


def last_link() -> str:
    mail.outbox.clear()
    send_waiting()
    link = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    return link[1]


def test_a_worker_accepts_and_can_work_at_once(org: Organisation, manager: Actor) -> None:
    link = invited(manager)
    browser = Client()
    assert "Amani Data" in browser.get(link).content.decode()
    assert browser.post(link, NEW)["Location"] == "/my/"
    assert browser.get("/my/")["Location"] == "/my/work"
    with acting_for(org.pk):
        worker = Worker.objects.get(membership__person__email="neema@example.org")
        assert worker.is_active
        facts = set(Entry.objects.values_list("event", flat=True))
    assert {"accounts.person_invited", "accounts.member_joined", "accounts.signed_in"} <= facts
    signed_out = Client()
    said = {"login": "neema@example.org", "password": NEW["password"]}
    assert signed_out.post("/accounts/login/", said)["Location"] == "/my/"


def test_the_secret_is_in_the_letter_only(org: Organisation, manager: Actor) -> None:
    secret = invited(manager).split("/")[-2]
    with acting_for(org.pk):
        invitation = Invitation.objects.get()
        told = " ".join(str(entry.data) for entry in Entry.objects.all())
    assert invitation.secret_hash == hashed(secret)
    assert secret not in told
    assert secret not in Letter.objects.get().text  # Forgotten once sent.


def test_a_link_works_once(manager: Actor) -> None:
    link = invited(manager)
    browser = Client()
    browser.post(link, NEW)
    assert browser.post(link, NEW)["Location"] == "/my/"  # The second press of the button.
    assert Client().get(link).status_code == 404
    assert Client().post(link, NEW | {"name": "Thief"}).status_code == 404
    assert Person.objects.filter(email="neema@example.org").count() == 1


def test_a_link_ends_after_seven_days_when_withdrawn_and_when_sent_again(
    org: Organisation, manager: Actor
) -> None:
    link = invited(manager)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert Client().get(link).status_code == 404
    with acting_for(org.pk):
        invitation = Invitation.objects.get()
    log_in(manager).post(f"/people/invite/{invitation.pk}/again")
    newer = last_link()
    assert Client().get(link).status_code == 404
    assert Client().get(newer).status_code == 200
    log_in(manager).post(f"/people/invite/{invitation.pk}/withdraw")
    log_in(manager).post(f"/people/invite/{invitation.pk}/withdraw")
    ended = Client().get(newer)
    assert ended.status_code == 404
    assert ended.content == Client().get(newer[:-5] + "zzzz/").content or "ended" in ended.content.decode()
    with acting_for(org.pk):
        assert Entry.objects.filter(event="accounts.invitation_withdrawn").count() == 1


def test_inviting_an_address_twice_sends_one_letter(org: Organisation, manager: Actor) -> None:
    invited(manager)
    log_in(manager).post("/people/invite/", {"email": "Neema@Example.org", "role": "worker"})
    assert Letter.objects.count() == 1
    with acting_for(org.pk):
        assert Invitation.objects.count() == 1


def test_a_person_with_an_account_signs_in_and_joins_without_a_second_one(org: Organisation) -> None:
    manager = join("achieng", org, Role.MANAGER)
    known = Person.objects.get(pk=join("neema", organisation("Pamoja"), Role.WORKER).person_id)
    Person.objects.filter(pk=known.pk).update(email="neema@example.org")
    link = invited(manager)
    anonymous = Client()
    page = anonymous.get(link).content.decode()
    assert f"/accounts/login/?next={link}" in page
    anonymous.post(link, NEW)  # Knowing the link is not enough.
    assert not Membership.objects.filter(org=org, person=known).exists()
    stranger = log_in(join("thief", org))
    assert "somebody else" in stranger.get(link).content.decode()
    stranger.post(link)
    assert not Membership.objects.filter(org=org, person=known).exists()
    browser = Client()
    browser.force_login(known)
    assert browser.post(link)["Location"] == "/my/"
    assert browser.post(link)["Location"] == "/my/"
    with acting_for(org.pk):
        assert Worker.objects.filter(membership__person=known).count() == 1


@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_a_weak_password_is_not_taken(manager: Actor, password: str) -> None:
    link = invited(manager)
    assert Client().post(link, NEW | {"password": password}).status_code == 200
    assert not Person.objects.filter(email="neema@example.org").exists()


def test_who_may_invite_whom(org: Organisation, manager: Actor, worker: Actor, lead: Actor) -> None:
    assert log_in(worker).get("/people/invite/").status_code == 404
    assert log_in(lead).get("/people/invite/").status_code == 404
    assert Client().get("/people/invite/")["Location"].startswith("/accounts/login/")
    log_in(manager).post("/people/invite/", {"email": "x@example.org", "role": "hub"})
    assert Letter.objects.count() == 0
    staff = join("staff", organisation("Hub", Organisation.Kind.HUB), Role.HUB)
    log_in(staff).post("/people/invite/", {"email": "x@example.org", "role": "hub"})
    assert Letter.objects.count() == 1


def test_another_organisations_invitation_cannot_be_touched(org: Organisation, manager: Actor) -> None:
    link = invited(manager)
    with acting_for(org.pk):
        invitation = Invitation.objects.get()
    rival = log_in(join("rival", organisation("Rival"), Role.MANAGER))
    assert rival.post(f"/people/invite/{invitation.pk}/withdraw").status_code == 404
    assert rival.post(f"/people/invite/{invitation.pk}/again").status_code == 404
    assert Client().get(link).status_code == 200


def test_somebody_who_is_a_member_is_not_invited_again(org: Organisation, manager: Actor) -> None:
    Client().post(invited(manager), NEW)
    page = log_in(manager).post("/people/invite/", {"email": "neema@example.org", "role": "lead"})
    assert "already a member" in page.content.decode()


def test_a_manager_brings_a_client_in_who_then_stands_alone(org: Organisation, manager: Actor) -> None:
    said = {"kind": "client", "org_name": "Ledger & Co", "email": "ruth@ledger.example", "name": "Ruth"}
    browser = log_in(manager)
    assert browser.post("/people/invite/organisation/", said).status_code == 302
    assert browser.post("/people/invite/organisation/", said).status_code == 302  # The second press.
    assert Letter.objects.count() == 1
    client = Client()
    assert client.post(last_link(), NEW)["Location"] == "/my/"
    assert client.get("/my/")["Location"] == "/deliveries/"
    buyer = Organisation.objects.get(slug="ledger-co")
    assert buyer.kind == Organisation.Kind.CLIENT
    assert not Membership.objects.filter(org=buyer, person_id=manager.person_id).exists()
    other = {**said, "email": "thief@ledger.example"}
    assert "here already" in browser.post("/people/invite/organisation/", other).content.decode()


def test_only_the_hub_brings_providers_in(org: Organisation, manager: Actor, worker: Actor) -> None:
    said = {"kind": "provider", "org_name": "Pwani Works", "email": "salma@pwani.example"}
    log_in(manager).post("/people/invite/organisation/", said)
    assert log_in(worker).post("/people/invite/organisation/", said).status_code == 404
    assert not Organisation.objects.filter(slug="pwani-works").exists()
    staff = log_in(join("staff", organisation("Hub", Organisation.Kind.HUB), Role.HUB))
    staff.post("/people/invite/organisation/", said)
    client = Client()
    client.post(last_link(), NEW)
    assert client.get("/my/")["Location"] == "/manage/"


def test_the_first_manager_comes_in_by_the_command_line(org: Organisation) -> None:
    runner = CliRunner()
    one = runner.invoke(app, ["invite", "achieng@example.org", "--org", org.slug])
    two = runner.invoke(app, ["invite", "achieng@example.org", "--org", org.slug])
    assert (one.exit_code, two.exit_code) == (0, 0)
    links = [said.output.strip().removeprefix("http://localhost:8000") for said in (one, two)]
    assert Client().get(links[0]).status_code == 404  # A newer link ends the older.
    browser = Client()
    assert browser.post(links[1], NEW)["Location"] == "/my/"
    assert browser.get("/my/")["Location"] == "/manage/"
    assert runner.invoke(app, ["invite", "x@example.org", "--role", "emperor"]).exit_code == 2

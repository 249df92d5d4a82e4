"""When every factor is lost: two colleagues, or one and a wait; stopped by whom it concerns."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from kazi.accounts import rules
from kazi.accounts.actors import Actor
from kazi.accounts.factors import codes, holding, recovering
from kazi.accounts.models import FactorRecovery, Membership, Organisation, Person, Role
from kazi.channels.models import Letter
from kazi.cli.commands import app
from kazi.journal.clock import run_all_now
from kazi.journal.models import Entry
from kazi.kernel.errors import Forbidden, NotFound, Refused, TooMany
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db
WHY = "Lost the phone on Monday; she stood before me."


def link_to(secret: str) -> str:
    return f"https://kazi.example.org/accounts/recovery/{secret}/"


def staff(name: str, org: Organisation, role: Role, *, factor: bool = True) -> Actor:
    actor = join(name, org, role)
    person = Person.objects.get(pk=actor.person_id)
    person.email = f"{name}@hub.example"
    person.set_password("a goat on the roof")
    person.save()
    if factor:
        holding.add_passkey(person, "Phone", {"id": name})
    return actor


@pytest.fixture
def hub() -> Organisation:
    return organisation("Hub", Organisation.Kind.HUB)


@pytest.fixture
def lost(hub: Organisation) -> Actor:
    return staff("lost", hub, Role.HUB)


@pytest.fixture
def first(hub: Organisation) -> Actor:
    return staff("first", hub, Role.HUB)


@pytest.fixture
def second(hub: Organisation) -> Actor:
    return staff("second", hub, Role.HUB)


def begun(first: Actor, lost: Actor) -> FactorRecovery:
    Letter.objects.all().delete()
    with acting_for(first.org_id):
        return recovering.start(first, lost.membership_id, WHY, link_to)


def letters() -> dict[str, str]:
    return {one.to: one.text for one in Letter.objects.all()}


def told(org: Organisation) -> list[str]:
    with acting_for(org.pk):
        return [one.event for one in Entry.objects.filter(event__contains="recover").order_by("at")]


def test_one_colleague_and_a_day_without_objection_take_the_factors_away(
    hub: Organisation, lost: Actor, first: Actor, second: Actor
) -> None:
    browser = log_in(lost)
    recovery = begun(first, lost)
    assert browser.get("/accounts/me/").status_code == 302  # A lost device may be in other hands.
    assert 23 * 3600 < (recovery.due_at - timezone.now()).total_seconds() <= 24 * 3600
    said = letters()
    assert set(said) == {"lost@hub.example", "second@hub.example"}
    assert WHY in said["lost@hub.example"]
    assert "/accounts/recovery/" in said["lost@hub.example"]
    assert "/accounts/recovery/" not in said["second@hub.example"]
    run_all_now()
    assert holding.has_factor(lost.person_id)
    all_tenants(FactorRecovery).update(due_at=timezone.now() - timedelta(seconds=1))
    Letter.objects.all().delete()
    run_all_now()
    run_all_now()
    assert not holding.has_factor(lost.person_id)
    assert codes.codes_left(lost.person_id) == 0
    assert set(letters()) == {"lost@hub.example", "first@hub.example", "second@hub.example"}
    assert told(hub) == [
        *["accounts.recovery_codes_made"] * 3,
        "accounts.recovery_started",
        "accounts.factors_recovered",
    ]
    browser = Client()
    said_in = {"login": "lost@hub.example", "password": "a goat on the roof"}
    assert browser.post("/accounts/login/", said_in)["Location"] == "/my/"
    assert browser.get("/hub/")["Location"].startswith("/accounts/me/security/")


def test_a_second_colleague_makes_it_happen_at_once_and_the_first_cannot_be_both(
    lost: Actor, first: Actor, second: Actor
) -> None:
    recovery = begun(first, lost)
    with acting_for(first.org_id):
        with pytest.raises(Forbidden):
            recovering.approve(first, recovery.pk)
        with pytest.raises(NotFound):
            recovering.approve(lost, recovery.pk)
        assert holding.has_factor(lost.person_id)
        recovering.approve(second, recovery.pk)
        assert not holding.has_factor(lost.person_id)
        assert recovering.approve(second, recovery.pk).approved_by_id == second.membership_id


def test_starting_twice_is_once_and_many_times_is_refused(lost: Actor, first: Actor, second: Actor) -> None:
    recovery = begun(first, lost)
    with acting_for(first.org_id):
        assert recovering.start(second, lost.membership_id, WHY, link_to) == recovery
        assert Letter.objects.count() == 2
        recovering.start(second, lost.membership_id, WHY, link_to)
        with pytest.raises(TooMany):
            recovering.start(second, lost.membership_id, WHY, link_to)


def test_a_recovery_needs_a_reason(lost: Actor, first: Actor) -> None:
    with acting_for(first.org_id), pytest.raises(Refused, match="what happened"):
        recovering.start(first, lost.membership_id, "  lost  ", link_to)


def test_the_link_in_the_letter_stops_it_when_pressed_and_not_when_seen(lost: Actor, first: Actor) -> None:
    recovery = begun(first, lost)
    (path,) = re.findall(r"https://kazi.example.org(/\S+)", letters()["lost@hub.example"])
    Letter.objects.all().delete()
    assert WHY in Client().get(path).content.decode()
    recovery.refresh_from_db()
    assert recovery.cancelled_at is None
    assert "is stopped" in Client().post(path).content.decode()
    assert "is stopped" in Client().post(path).content.decode()
    assert set(letters()) == {"lost@hub.example", "first@hub.example"}
    all_tenants(FactorRecovery).update(due_at=timezone.now() - timedelta(days=1))
    run_all_now()
    assert holding.has_factor(lost.person_id)
    assert Client().get("/accounts/recovery/not-a-secret/").status_code == 404


def test_the_link_after_the_end_says_what_happened(lost: Actor, first: Actor, second: Actor) -> None:
    recovery = begun(first, lost)
    (path,) = re.findall(r"https://kazi.example.org(/\S+)", letters()["lost@hub.example"])
    with acting_for(first.org_id):
        recovering.approve(second, recovery.pk)
    assert "happened already" in Client().post(path).content.decode()


def test_a_colleague_may_object_and_so_may_the_person_who_signed_in(
    lost: Actor, first: Actor, second: Actor
) -> None:
    recovery = begun(first, lost)
    log_in(second).post(f"/accounts/recoveries/{recovery.pk}/stop")
    recovery.refresh_from_db()
    assert recovery.cancelled_at is not None
    again = begun(first, lost)
    mine = log_in(lost)
    assert WHY in mine.get("/accounts/me/security/").content.decode()
    mine.post("/accounts/me/security/stop-recovery/")
    again.refresh_from_db()
    assert again.cancelled_at is not None
    assert holding.has_factor(lost.person_id)


def test_pages_lead_two_colleagues_through(lost: Actor, first: Actor, second: Actor) -> None:
    one, two = log_in(first), log_in(second)
    assert "Lost" in one.get("/accounts/recoveries/").content.decode()
    said = {"member": lost.membership_id, "reason": WHY}
    assert one.post("/accounts/recoveries/", said)["Location"] == "/accounts/recoveries/"
    recovery = all_tenants(FactorRecovery).get()
    assert (
        f"/accounts/recoveries/{recovery.pk}/approve" not in one.get("/accounts/recoveries/").content.decode()
    )
    assert f"/accounts/recoveries/{recovery.pk}/approve" in two.get("/accounts/recoveries/").content.decode()
    assert one.post(f"/accounts/recoveries/{recovery.pk}/approve").status_code == 403
    two.post(f"/accounts/recoveries/{recovery.pk}/approve")
    assert not holding.has_factor(lost.person_id)


def test_who_may_help_whom(org: Organisation, hub: Organisation, lost: Actor, first: Actor) -> None:
    manager = staff("achieng", org, Role.MANAGER)
    other = staff("mwangi", org, Role.MANAGER)
    lead = staff("otieno", org, Role.LEAD)
    officer = staff("halima", org, Role.OFFICER)
    plain = staff("plain", org, Role.LEAD, factor=False)

    def helped_by(actor: Actor) -> set[int]:
        with acting_for(actor.org_id):
            return {one.person_id for one in recovering.people_to_help(actor)}

    assert helped_by(manager) == {other.person_id, lead.person_id}
    assert helped_by(lead) == set()
    assert helped_by(officer) == set()  # No manager of the employer, and no other officer here.
    assert helped_by(first) == {lost.person_id}
    assert plain.person_id not in helped_by(manager)
    # Somebody who also works for the hub is helped there only.
    Membership.objects.create(person_id=lead.person_id, org=hub, role=Role.HUB)
    assert helped_by(manager) == {other.person_id}
    assert helped_by(first) == {lost.person_id, lead.person_id}


def test_a_rival_finds_no_recovery(lost: Actor, first: Actor) -> None:
    recovery = begun(first, lost)
    rival = staff("rival", organisation("Other hub", Organisation.Kind.HUB), Role.HUB)
    for action in ("approve", "stop"):
        assert log_in(rival).post(f"/accounts/recoveries/{recovery.pk}/{action}").status_code == 404
    with acting_for(rival.org_id), pytest.raises(NotFound):
        recovering.start(rival, lost.membership_id, WHY, link_to)


def test_workers_wait_an_hour_and_everybody_else_a_day() -> None:
    assert rules.recovery_wait({"worker", "lead"}) == timedelta(hours=1)
    assert rules.recovery_wait({"worker", "client"}) == timedelta(hours=24)


def test_the_last_of_the_hub_is_helped_on_the_machine(hub: Organisation, lost: Actor) -> None:
    Letter.objects.all().delete()
    said = CliRunner().invoke(app, ["person", "recover", "LOST@hub.example", "--reason", WHY])
    assert said.exit_code == 0, said.output
    assert "sign in with the password" in said.output
    assert not holding.has_factor(lost.person_id)
    assert told(hub)[-1] == "accounts.factors_recovered"
    assert set(letters()) == {"lost@hub.example"}
    again = CliRunner().invoke(app, ["person", "recover", "lost@hub.example", "--reason", WHY])
    assert again.exit_code != 0
    nobody = CliRunner().invoke(app, ["person", "recover", "nobody@hub.example", "--reason", WHY])
    assert nobody.exit_code != 0

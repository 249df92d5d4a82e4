"""Staff codes and PINs through the pages of the centre."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Device, Membership, Organisation, Person, Role, StaffCode
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for
from kazi.workforce.models import Team, Worker
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db
OWN_PIN = "748159"


@pytest.fixture
def kiosk(manager: Actor) -> Client:
    """A browser of the centre: registered by the manager, who has signed out again."""
    browser = log_in(manager)
    browser.post("/people/devices/", {"name": "Room 2, desk 5"})
    browser.post("/accounts/logout/")
    return browser


def make_code(by: Actor, **said: str) -> tuple[str, str]:
    """Make a worker with a staff code through the page; return the code and the first PIN."""
    page = log_in(by).post("/people/codes/new/", {"name": "Neema", "language": "en", **said})
    code, pin = re.findall(r'class="secret">\s*(\d+)', page.content.decode())
    return code, pin


def sign_in(browser: Client, code: str, pin: str) -> int:
    return browser.post("/accounts/centre/", {"code": code, "pin": pin}).status_code


def choose_pin(browser: Client, pin: str = OWN_PIN) -> int:
    return browser.post("/accounts/centre/new-pin/", {"pin": pin, "again": pin}).status_code


def settled_code(manager: Actor, kiosk: Client) -> str:
    """Return the code of a worker who has chosen OWN_PIN and is signed out."""
    code, pin = make_code(manager)
    sign_in(kiosk, code, pin)
    choose_pin(kiosk)
    kiosk.post("/accounts/centre/done/")
    return code


def events(org: Organisation) -> list[str]:
    with acting_for(org.pk):
        return [entry.event.removeprefix("accounts.") for entry in Entry.objects.all()]


def test_a_worker_signs_in_with_the_first_pin_chooses_one_and_can_work(
    org: Organisation, manager: Actor, kiosk: Client
) -> None:
    code, pin = make_code(manager)
    kept = kiosk.session.session_key
    assert (
        kiosk.post("/accounts/centre/", {"code": code, "pin": pin})["Location"] == "/accounts/centre/new-pin/"
    )
    assert kiosk.get("/my/")["Location"].startswith("/accounts/login/")  # Not signed in before the choice.
    assert choose_pin(kiosk) == 302
    assert kiosk.session.session_key != kept
    assert kiosk.get("/my/")["Location"] == "/my/work"
    with acting_for(org.pk):
        worker = Worker.objects.get(membership__staff_code__code=code)
    assert str(worker.membership.person) == "Neema"
    assert {"pin_changed", "signed_in", "member_joined"} <= set(events(org))
    kiosk.post("/accounts/centre/done/")
    assert sign_in(kiosk, code, pin) == 422  # The first PIN has ended,
    assert sign_in(kiosk, code, OWN_PIN) == 302  # one's own holds.


@pytest.mark.parametrize("pin", ["123456", "010190", "12345"])
def test_an_easy_pin_is_not_taken_at_the_first_sign_in(manager: Actor, kiosk: Client, pin: str) -> None:
    code, first = make_code(manager)
    sign_in(kiosk, code, first)
    assert choose_pin(kiosk, pin) == 200
    assert kiosk.get("/my/")["Location"].startswith("/accounts/login/")


def test_the_first_pin_cannot_be_kept(manager: Actor, kiosk: Client) -> None:
    code, first = make_code(manager)
    sign_in(kiosk, code, first)
    assert choose_pin(kiosk, first) == 200


def test_a_device_that_is_not_registered_is_told_so_kindly_and_takes_no_pin(
    manager: Actor, kiosk: Client
) -> None:
    code = settled_code(manager, kiosk)
    elsewhere = Client()
    assert "not registered yet" in elsewhere.get("/accounts/centre/").content.decode()
    page = elsewhere.post("/accounts/centre/", {"code": code, "pin": OWN_PIN})
    assert "not registered yet" in page.content.decode()
    forged = Client()
    forged.cookies["kazi_device"] = "kzd_invented:1abc:nothing"
    assert "not registered yet" in forged.get("/accounts/centre/").content.decode()


def test_a_revoked_device_takes_no_pin(org: Organisation, manager: Actor, kiosk: Client) -> None:
    code = settled_code(manager, kiosk)
    with acting_for(org.pk):
        device = Device.objects.get()
    log_in(manager).post(f"/people/devices/{device.pk}/revoke")
    log_in(manager).post(f"/people/devices/{device.pk}/revoke")
    assert (
        "not registered yet"
        in kiosk.post("/accounts/centre/", {"code": code, "pin": OWN_PIN}).content.decode()
    )
    assert events(org).count("device_revoked") == 1


def test_the_code_of_another_provider_is_not_taken_here(manager: Actor, kiosk: Client) -> None:
    elsewhere = join("boss", organisation("Pamoja"), Role.MANAGER)
    code, pin = make_code(elsewhere, code="777")
    assert sign_in(kiosk, code, pin) == 422
    assert kiosk.get("/my/")["Location"].startswith("/accounts/login/")


def test_a_wrong_pin_and_an_unknown_code_sound_the_same_and_lock_alike(manager: Actor, kiosk: Client) -> None:
    code = settled_code(manager, kiosk)

    def tries(of: str) -> list[tuple[int, list[str]]]:
        found = []
        for _ in range(7):
            page = kiosk.post("/accounts/centre/", {"code": of, "pin": "555123"})
            found.append((page.status_code, re.findall(r'role="alert">([^<]*)<', page.content.decode())))
        return found

    known, unknown = tries(code), tries("999")
    assert known == unknown
    assert [status for status, _words in known] == [422] * 5 + [429] * 2


def test_a_code_rests_after_five_wrong_pins_and_longer_after_the_next(
    org: Organisation, manager: Actor, kiosk: Client
) -> None:
    code = settled_code(manager, kiosk)
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False) as clock:
        for _ in range(5):
            assert sign_in(kiosk, code, "555123") == 422
        assert sign_in(kiosk, code, OWN_PIN) == 429  # Even the right one.
        clock.shift(timedelta(seconds=61))
        assert sign_in(kiosk, code, "555123") == 422
        clock.shift(timedelta(minutes=4))
        assert sign_in(kiosk, code, OWN_PIN) == 429
        clock.shift(timedelta(minutes=2))
        assert sign_in(kiosk, code, OWN_PIN) == 302
    with acting_for(org.pk):
        assert StaffCode.objects.get(code=code).failures == 0
    assert events(org).count("staff_code_locked") == 2
    assert events(org).count("sign_in_failed") == 6


def test_a_lead_unlocks_the_codes_of_the_own_team_only(
    org: Organisation, manager: Actor, kiosk: Client
) -> None:
    with acting_for(org.pk):
        mine, other = Team.objects.create(name="Mine"), Team.objects.create(name="Other")
    lead = join("otieno", org, Role.LEAD, mine)
    stranger = join("kamau", org, Role.LEAD, other)
    code, pin = make_code(lead, team=str(mine.pk))
    for _ in range(5):
        sign_in(kiosk, code, "555123")
    with acting_for(org.pk):
        worker = Worker.objects.get(membership__staff_code__code=code)
    assert worker.team == mine
    assert log_in(stranger).post(f"/people/codes/{worker.pk}/unlock").status_code == 404
    assert log_in(stranger).post(f"/people/codes/{worker.pk}/pin").status_code == 404
    assert sign_in(kiosk, code, pin) == 429
    assert log_in(lead).post(f"/people/codes/{worker.pk}/unlock").status_code == 302
    assert sign_in(kiosk, code, pin) == 302


def test_a_new_pin_ends_the_old_one(org: Organisation, manager: Actor, kiosk: Client) -> None:
    code = settled_code(manager, kiosk)
    with acting_for(org.pk):
        worker = Worker.objects.get(membership__staff_code__code=code)
    page = log_in(manager).post(f"/people/codes/{worker.pk}/pin").content.decode()
    _code, pin = re.findall(r'class="secret">\s*(\d+)', page)
    assert sign_in(kiosk, code, OWN_PIN) == 422
    assert (
        kiosk.post("/accounts/centre/", {"code": code, "pin": pin})["Location"] == "/accounts/centre/new-pin/"
    )


def test_a_staff_code_is_given_once(manager: Actor) -> None:
    make_code(manager, code="345")
    page = log_in(manager).post("/people/codes/new/", {"name": "Baraka", "language": "en", "code": "345"})
    assert "is taken" in page.content.decode()
    assert not Person.objects.filter(name="Baraka").exists()


@pytest.mark.parametrize("path", ["/people/codes/", "/people/codes/new/", "/people/devices/"])
def test_only_leads_and_managers_see_codes_and_devices(worker: Actor, manager: Actor, path: str) -> None:
    assert log_in(manager).get(path).status_code == 200
    assert log_in(worker).get(path).status_code == 404
    assert Client().get(path)["Location"].startswith("/accounts/login/")


def test_many_wrong_tries_on_one_device_make_the_device_rest(
    org: Organisation, manager: Actor, kiosk: Client
) -> None:
    code = settled_code(manager, kiosk)
    for number in range(30):
        sign_in(kiosk, str(2000 + number), "555123")
    assert sign_in(kiosk, code, OWN_PIN) == 429
    with acting_for(org.pk):
        device = Device.objects.get()
    log_in(manager).post(f"/people/devices/{device.pk}/unlock")
    assert sign_in(kiosk, code, OWN_PIN) == 302
    assert "device_locked" in events(org)


def test_a_worker_changes_the_own_pin_with_the_one_until_now(manager: Actor, kiosk: Client) -> None:
    code = settled_code(manager, kiosk)
    sign_in(kiosk, code, OWN_PIN)
    wrong = kiosk.post("/accounts/me/pin/", {"current": "555123", "pin": "917364", "again": "917364"})
    assert wrong.status_code == 200
    right = kiosk.post("/accounts/me/pin/", {"current": OWN_PIN, "pin": "917364", "again": "917364"})
    assert right.status_code == 302
    kiosk.post("/accounts/logout/")
    assert sign_in(kiosk, code, OWN_PIN) == 422
    assert sign_in(kiosk, code, "917364") == 302


def test_who_is_done_leaves_the_device_to_the_next(manager: Actor, kiosk: Client) -> None:
    code = settled_code(manager, kiosk)
    sign_in(kiosk, code, OWN_PIN)
    assert kiosk.session.get_expiry_age() <= 12 * 3600
    assert kiosk.post("/accounts/logout/")["Location"] == "/accounts/centre/"
    assert kiosk.get("/my/")["Location"].startswith("/accounts/login/")


def test_who_has_left_cannot_sign_in(org: Organisation, manager: Actor, kiosk: Client) -> None:
    code = settled_code(manager, kiosk)
    Membership.objects.filter(staff_code__code=code).update(is_active=False)
    assert sign_in(kiosk, code, OWN_PIN) == 422


def test_no_pin_is_stored_in_clear(org: Organisation, manager: Actor, kiosk: Client) -> None:
    code = settled_code(manager, kiosk)
    sign_in(kiosk, code, "555123")
    with acting_for(org.pk):
        stored = StaffCode.objects.get(code=code).pin_hash
        told = " ".join(str(entry.data) for entry in Entry.objects.all())
    assert stored.startswith("argon2")
    assert OWN_PIN not in stored + told
    assert "555123" not in told

"""The manager's list of sign-ins: who, how, from where, and nothing that was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kazi.accounts import devices, staff_codes
from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Person
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from tests.makers import log_in, organisation

ADDRESS = "/people/sign-ins/"


def text_of(actor: Actor, page: int = 1) -> str:
    return log_in(actor).get(f"{ADDRESS}?page={page}").content.decode()


def test_a_manager_sees_who_came_from_which_device_and_who_failed(
    org: Organisation, scope: None, manager: Actor, worker: Actor
) -> None:
    device, _secret = devices.register(manager, "Room 2, desk 5")
    membership = Membership.objects.get(pk=worker.membership_id)
    code, _pin = staff_codes.give_code_to(manager, membership)
    with pytest.raises(Refused):
        staff_codes.check_pin(device, code.code, "918273")
    Person.objects.filter(pk=manager.person_id).update(email="achieng@example.org")
    Client().post("/accounts/login/", {"login": "achieng@example.org", "password": "open sesame"})
    page = text_of(manager)
    assert "Room 2, desk 5" in page
    assert "Wanjiku" in page
    assert "staff code and PIN" in page
    assert page.count(">failed<") == 2
    assert ">signed in<" in page  # The manager, just now.
    assert "918273" not in page
    assert "example.org" not in page


def test_nobody_but_a_manager_sees_them(
    org: Organisation, manager: Actor, lead: Actor, worker: Actor
) -> None:
    assert {log_in(one).get(ADDRESS).status_code for one in (lead, worker)} == {404}
    assert log_in(manager).get(ADDRESS).status_code == 200


def test_a_device_is_not_named_to_another_organisation(scope: None, manager: Actor, worker: Actor) -> None:
    """Wanjiku also works for somebody else, who must not learn on whose device she sat."""
    elsewhere = organisation("Rival Data")
    Membership.objects.create(person_id=worker.person_id, org=elsewhere, role="worker")
    device, _secret = devices.register(manager, "Room 2, desk 5")
    code, _pin = staff_codes.give_code_to(manager, Membership.objects.get(pk=worker.membership_id))
    with pytest.raises(Refused):
        staff_codes.check_pin(device, code.code, "918273")
    with acting_for(elsewhere.pk):
        assert Entry.objects.get(event="accounts.sign_in_failed").data["device_id"] == ""


def test_what_is_older_than_two_weeks_is_left_out_and_the_rest_is_paged(
    scope: None, manager: Actor, worker: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    old = {"membership_id": str(worker.membership_id), "how": "demo"}
    Entry.objects.create(event="accounts.signed_in", at=now - timedelta(days=15), data=old)
    data = old | {"how": "pin"}
    Entry.objects.bulk_create(
        Entry(org_id=manager.org_id, event="accounts.signed_in", data=data) for _ in range(150)
    )
    browser = log_in(manager)
    with django_assert_max_num_queries(12):
        first = browser.get(ADDRESS).content.decode()
    assert first.count(">signed in<") == 100
    assert browser.get(f"{ADDRESS}?page=2").content.decode().count(">signed in<") == 51
    assert "one click in the demo" not in first

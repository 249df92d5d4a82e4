from __future__ import annotations

import re

import pytest
from django.test import Client

from kazi.accounts.actors import Actor
from kazi.accounts.keys import make_key, read
from kazi.accounts.models import ApiKey, Membership, Role
from kazi.accounts.secrets import hashed
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from tests.makers import client_of, join, log_in, organisation


@pytest.fixture
def buyer(db: None) -> Actor:
    return client_of()[1]


def make_by_page(actor: Actor, **form: object) -> str:
    """Make a key on the page and return the secret that it shows."""
    data = {"name": "Our ERP", "scope": ["deliveries:read"], **form}
    shown = log_in(actor).post("/accounts/keys/", data).content.decode()
    found = re.search(r"<pre>(kzk_[^<]+)</pre>", shown)
    assert found is not None
    return found[1]


def test_a_key_is_shown_once_and_stored_as_a_hash(buyer: Actor) -> None:
    secret = make_by_page(buyer)
    with acting_for(buyer.org_id):
        key = ApiKey.objects.get()
        assert Entry.objects.filter(event="accounts.api_key_made", data__key_id=str(key.pk)).exists()
    assert key.secret_hash == hashed(secret)
    assert secret not in {str(value) for value in vars(key).values()}
    again = log_in(buyer).get("/accounts/keys/").content.decode()
    assert secret not in again
    assert key.prefix in again


def test_the_page_shows_a_call_that_works(buyer: Actor) -> None:
    data = {"name": "Our ERP", "scope": ["deliveries:read"]}
    answer = log_in(buyer).post("/accounts/keys/", data)
    assert "no-store" in answer["Cache-Control"]
    call = re.search(
        r"Bearer (kzk_\S+)&quot; (\S+)</pre>|Bearer (kzk_\S+)\" (\S+)</pre>", answer.content.decode()
    )
    assert call is not None
    secret, address = [part for part in call.groups() if part]
    assert address == "http://testserver/api/v1/deliveries"
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/deliveries", headers=headers).json() == {"deliveries": []}


def test_an_ended_key_is_refused_and_ending_it_again_changes_nothing(buyer: Actor) -> None:
    secret = make_by_page(buyer)
    assert read(secret) is not None
    with acting_for(buyer.org_id):
        key = ApiKey.objects.get()
    for _time in range(2):
        log_in(buyer).post(f"/accounts/keys/{key.pk}/end")
    assert read(secret) is None
    with acting_for(buyer.org_id):
        assert Entry.objects.filter(event="accounts.api_key_ended").count() == 1


def test_a_key_ends_with_the_membership_of_who_made_it(buyer: Actor) -> None:
    secret = make_by_page(buyer)
    Membership.objects.filter(pk=buyer.membership_id).update(is_active=False)
    forget_everything()
    assert read(secret) is None


def test_another_organisations_key_is_not_found(buyer: Actor) -> None:
    make_by_page(buyer)
    with acting_for(buyer.org_id):
        key = ApiKey.objects.get()
    rival = client_of("Rival Foods")[1]
    assert log_in(rival).post(f"/accounts/keys/{key.pk}/end").status_code == 404
    assert "Our ERP" not in log_in(rival).get("/accounts/keys/").content.decode()
    key.refresh_from_db()
    assert key.revoked_at is None


def test_a_key_gets_only_what_the_role_of_its_maker_has(buyer: Actor) -> None:
    with acting_for(buyer.org_id):
        for scopes in ([], ["projects:write"], ["everything"]):
            with pytest.raises(Refused):
                make_key(buyer, "Our ERP", scopes)
        with pytest.raises(Refused):
            make_key(buyer, "  ", ["deliveries:read"])
    refused = log_in(buyer).post("/accounts/keys/", {"name": "Ours", "scope": ["projects:write"]})
    assert refused.status_code == 422
    assert 'value="Ours"' in " ".join(refused.content.decode().split())


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEAD, Role.HUB])
def test_only_clients_and_managers_have_keys(role: Role, db: None) -> None:
    browser = log_in(join("juma", organisation(), role))
    assert browser.get("/accounts/keys/").status_code == 403
    assert browser.post("/accounts/keys/", {"name": "x", "scope": ["deliveries:read"]}).status_code == 403
    assert Client().get("/accounts/keys/").status_code == 302

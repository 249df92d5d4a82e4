from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from kazi.accounts.actors import Actor
from kazi.accounts.keys import end_key, make_key
from kazi.accounts.models import ApiKey, Organisation, Role
from kazi.kernel.tenancy import acting_for
from kazi.work.models import DeliveredResult, Delivery, Project
from kazi.work.services import deliveries
from tests.makers import answer_all, client_of, join, log_in, make_project, organisation, work_off

READ, ANSWER = "deliveries:read", "deliveries:answer"


def key_of(actor: Actor, *scopes: str) -> dict[str, str]:
    """Return the headers with which a program of this actor calls."""
    with acting_for(actor.org_id):
        _key, secret = make_key(actor, "Our ERP", scopes)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def buyer(db: None) -> Actor:
    return client_of()[1]


@pytest.fixture
def delivery(org: Organisation, scope: None, manager: Actor, worker: Actor, buyer: Actor) -> Delivery:
    """A delivery of five results in one parcel."""
    client = Organisation.objects.get(pk=buyer.org_id)
    project = make_project(org, tasks=5, client=client)
    answer_all(worker, project)
    work_off()
    return deliveries.deliver(manager, project).delivery


def get(path: str, headers: dict[str, str]) -> Any:
    return Client().get(f"/api/v1/deliveries{path}", headers=headers)


def post(path: str, headers: dict[str, str], body: Any = None) -> Any:
    return Client().post(
        f"/api/v1/deliveries{path}",
        data=json.dumps(body or {}),
        content_type="application/json",
        headers=headers,
    )


def test_a_program_of_the_client_follows_takes_accepts_and_rejects(buyer: Actor, delivery: Delivery) -> None:
    key = key_of(buyer, READ, ANSWER)
    (listed,) = get("", key).json()["deliveries"]
    assert (listed["id"], listed["settled"], listed["provider"]) == (delivery.pk, 5, "Amani Data")
    seen = get(f"/{delivery.pk}", key).json()
    assert (seen["waiting"], seen["latest_parcels"][0]["count"]) == (5, 5)
    assert post(f"/{delivery.pk}/reject", key, {"keys": ["line-3"], "reason": "Wrong."}).json() == {
        "rejected": 1
    }
    assert post(f"/{delivery.pk}/parcels/1/accept", key).json()["state"] == "accepted"
    assert get(f"/{delivery.pk}", key).json()["rejected"] == 1
    late = post(f"/{delivery.pk}/reject", key, {"keys": ["line-4"], "reason": "Too late."})
    assert (late.status_code, late["Content-Type"]) == (409, "application/problem+json")


def test_results_come_page_by_page_in_the_order_of_their_keys(buyer: Actor, delivery: Delivery) -> None:
    key, after, keys = key_of(buyer, READ), "", []
    for _page in range(3):
        page = get(f"/{delivery.pk}/results?most=2{after}", key).json()
        keys += [result["key"] for result in page["results"]]
        after = f"&after={page['after']}"
    assert keys == [f"line-{n}" for n in range(1, 6)]
    assert page["after"] is None


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("csv", b"key,in.text,kind,"), ("jsonl", b'{"key"'), ("xlsx", b"PK"), ("parquet", b"PAR1")],
)
def test_results_come_as_a_file(kind: str, begins: bytes, buyer: Actor, delivery: Delivery) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    answer = get(f"/{delivery.pk}/results?format={kind}&parcel=1", key_of(buyer, READ))
    assert b"".join(answer.streaming_content).startswith(begins)
    assert f"delivery-{delivery.pk}-parcel-1.{kind}" in answer["Content-Disposition"]


def test_a_file_says_state_version_and_reason_and_leaves_out_what_was_replaced(
    buyer: Actor, delivery: Delivery
) -> None:
    DeliveredResult.objects.filter(key="line-1").update(state="replaced")
    key = key_of(buyer, READ, ANSWER)
    post(f"/{delivery.pk}/reject", key, {"keys": ["line-2"], "reason": "=1+1 is not it"})
    text = b"".join(get(f"/{delivery.pk}/results?format=csv", key).streaming_content).decode()
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(text))}
    assert set(rows) == {"line-2", "line-3", "line-4", "line-5"}
    assert rows["line-2"]["status"] == "rejected"
    assert rows["line-2"]["delivery.reason"] == "'=1+1 is not it"
    assert rows["line-3"]["delivery.version"] == "1"


def test_a_key_does_only_what_its_scopes_say(buyer: Actor, delivery: Delivery) -> None:
    reads, answers = key_of(buyer, READ), key_of(buyer, ANSWER)
    assert get(f"/{delivery.pk}", reads).status_code == 200
    assert get(f"/{delivery.pk}", answers).status_code == 403
    assert post(f"/{delivery.pk}/parcels/1/accept", reads).status_code == 403
    assert post(f"/{delivery.pk}/reject", reads, {"keys": ["line-1"], "reason": "No."}).status_code == 403
    assert post(f"/{delivery.pk}/parcels/1/accept", answers).status_code == 200


def test_an_ended_key_opens_nothing(buyer: Actor, delivery: Delivery) -> None:
    headers = key_of(buyer, READ)
    assert get("", headers).status_code == 200
    with acting_for(buyer.org_id):
        end_key(buyer, ApiKey.objects.get().pk)
    refused = get("", headers)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    assert refused["Content-Type"] == "application/problem+json"


def test_another_organisations_delivery_is_not_found(manager: Actor, delivery: Delivery) -> None:
    rival = client_of("Rival Foods")[1]
    other = join("mwangi", organisation("Rival Data"), Role.MANAGER)
    for stranger in (rival, other):
        key = key_of(stranger, READ)
        assert get("", key).json() == {"deliveries": []}
        for path in ("", "/results", "/results?format=csv"):
            assert get(f"/{delivery.pk}{path}", key).status_code == 404
    key = key_of(rival, ANSWER)
    assert post(f"/{delivery.pk}/parcels/1/accept", key).status_code == 404
    assert post(f"/{delivery.pk}/reject", key, {"keys": ["line-1"], "reason": "No."}).status_code == 404
    assert get(f"/{delivery.pk}", key_of(manager, READ)).status_code == 200
    assert log_in(manager).post(f"/deliveries/{delivery.pk}/parcels/1/accept").status_code == 403


def test_numbers_too_large_and_letters_that_no_database_takes_are_refused(
    buyer: Actor, delivery: Delivery
) -> None:
    key = key_of(buyer, READ, ANSWER)
    assert get(f"/{2**63}", key).status_code == 422
    assert get(f"/{delivery.pk}/results?after={2**70}", key).status_code == 422
    assert post(f"/{delivery.pk}/reject", key, {"keys": ["a\0b"], "reason": "No."}).status_code == 422
    assert post(f"/{delivery.pk}/reject", key, {"keys": ["line-1"], "reason": "\0"}).status_code == 422


# -- the pages over the same services --------------------------------------------------------------


def test_the_client_sees_its_projects_and_rejects_by_page(buyer: Actor, delivery: Delivery) -> None:
    browser = log_in(buyer)
    home = browser.get("/deliveries/").content.decode()
    assert "Receipt lines" in home
    assert "5 results wait for your word." in home
    page = f"/deliveries/{delivery.pk}/"
    found = browser.get(page, {"key": "line-2"}).content.decode()
    assert "line-2" in found
    assert "line-3" not in found
    browser.post(f"{page}reject", {"key": ["line-2"], "reason": "This is an address."})
    rejected = browser.get(page, {"state": "rejected"}).content.decode()
    assert "This is an address." in rejected
    browser.post(f"{page}parcels/1/accept")
    assert DeliveredResult.objects.filter(state="accepted").count() == 4
    assert "Reject the chosen" not in browser.get(page).content.decode()


def test_a_rejection_without_a_reason_keeps_what_was_chosen(buyer: Actor, delivery: Delivery) -> None:
    answer = log_in(buyer).post(f"/deliveries/{delivery.pk}/reject", {"key": ["line-2"], "reason": " "})
    assert answer.status_code == 422
    assert 'value="line-2" checked' in " ".join(answer.content.decode().split())


def test_the_pages_page_by_keys_and_download(
    buyer: Actor, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kazi.work.pages.deliveries.seen.ON_PAGE", 2)
    browser = log_in(buyer)
    page = f"/deliveries/{delivery.pk}/"
    for keys in (["line-1", "line-2"], ["line-3", "line-4"], ["line-5"]):
        answer = browser.get(page)
        assert [row["copy"].key for row in answer.context["rows"]] == keys
        page = f"/deliveries/{delivery.pk}/{answer.context['more'].removesuffix('#results')}"
    assert answer.context["more"] == ""
    file: Any = browser.get(f"/deliveries/{delivery.pk}/results", {"format": "csv", "parcel": ""})
    assert len(b"".join(file.streaming_content).splitlines()) == 6
    assert browser.get(f"/deliveries/{delivery.pk}/results", {"format": "doc"}).status_code == 422


def test_the_manager_delivers_with_a_button_and_sees_what_was_rejected(
    manager: Actor, worker: Actor, buyer: Actor, delivery: Delivery
) -> None:
    with acting_for(buyer.org_id):
        deliveries.reject(buyer, delivery, ["line-1"], "Wrong.")
    browser = log_in(manager)
    assert "1 rejected" in browser.get("/deliveries/").content.decode()
    project = Project.objects.get()
    again = browser.post(f"/projects/{project.pk}/deliver", follow=True).content.decode()
    assert "Parcel 1 with 5 results is with the client." in again
    assert "Reject the chosen" not in again
    assert browser.post(f"/deliveries/{delivery.pk}/parcels/1/accept").status_code == 403
    assert log_in(worker).post(f"/projects/{project.pk}/deliver").status_code == 404
    assert Client().get("/deliveries/").status_code == 302


def test_the_homes_of_newcomers_say_what_will_be_there(manager: Actor, buyer: Actor) -> None:
    assert "Your projects will be here" in log_in(buyer).get("/deliveries/").content.decode()
    assert "What your clients see will be here" in log_in(manager).get("/deliveries/").content.decode()


def test_a_worker_has_no_deliveries(worker: Actor) -> None:
    assert log_in(worker).get("/deliveries/").status_code == 404

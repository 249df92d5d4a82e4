"""Issuing once, revoking once, and what is written down about it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from kazi.credentials.models import Issued, SigningKey, StatusList
from kazi.credentials.services import issue, issuing, revoke
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import NoTenant
from tests.credentials.makers import LONG_AGO, draft


@pytest.mark.usefixtures("scope")
def test_a_second_issue_with_the_same_reference_returns_the_first() -> None:
    first = issue(draft())
    again = issue(draft(name="Another name"))
    assert again.pk == first.pk
    assert Issued.objects.count() == 1
    assert Entry.objects.filter(event="credentials.issued").count() == 1


@pytest.mark.usefixtures("scope")
def test_the_credential_has_the_shape_that_open_badges_verifiers_want(settings: Settings) -> None:
    settings.KAZI_URL = "https://hub.example:8443"
    said = json.loads(issue(draft()).signed_json)
    assert said["issuer"]["id"] == "did:web:hub.example%3A8443"
    assert len(said["proof"]) == 1
    assert said["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert isinstance(said["credentialStatus"], dict)
    assert said["credentialStatus"]["statusListCredential"] == "https://hub.example:8443/credentials/status/1"
    assert said["credentialSubject"]["id"].startswith("urn:uuid:")


@pytest.mark.usefixtures("scope")
def test_a_place_that_is_taken_is_drawn_again() -> None:
    first = issuing.issue(draft("one"), draw=lambda _most: 7)
    throws = iter([7, 7, 8])
    second = issuing.issue(draft("two"), draw=lambda _most: next(throws))
    assert (first.status_index, second.status_index) == (7, 8)


@pytest.mark.usefixtures("scope")
def test_the_database_refuses_a_place_taken_twice() -> None:
    first, second = issue(draft("one")), issue(draft("two"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Issued.objects.filter(pk=second.pk).update(status_index=first.status_index)


@pytest.mark.usefixtures("scope")
def test_a_list_that_is_half_full_is_left_for_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "MOST_ON_A_LIST", 2)
    numbers = [issue(draft(str(number))).status_list.number for number in range(5)]
    assert numbers == [1, 1, 2, 2, 3]


@pytest.mark.usefixtures("scope")
def test_revoking_needs_a_reason_and_happens_once() -> None:
    issued = issue(draft())
    with pytest.raises(Refused, match="why"):
        revoke(issued, "  ")
    first = revoke(issued, "The evidence was withdrawn.").revoked_at
    again = revoke(issued, "Another reason.")
    assert again.revoked_at == first
    assert again.revoked_because == "The evidence was withdrawn."
    assert Entry.objects.filter(event="credentials.revoked").count() == 1
    assert StatusList.objects.get().version == 1


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"criteria": " "}, "criteria"),
        ({"kind": "diploma"}, "certificate"),
        ({"algorithm": "HS256"}, "ES256"),
        ({"subject_id": "somebody"}, "URI"),
        ({"valid_until": LONG_AGO}, "ends"),
        ({"reference": "x" * 201}, "at most"),
    ],
)
def test_a_draft_that_is_not_whole_is_refused_in_words(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        issue(draft(**changed))
    assert not Issued.objects.exists()


@pytest.mark.usefixtures("scope")
def test_private_keys_are_never_kept_in_the_open() -> None:
    issue(draft(algorithm="RS256"))
    for key in SigningKey.objects.all():
        assert b"PRIVATE" not in bytes(key.sealed)
        assert not {"d", "p", "q"} & key.public_jwk.keys()
        assert len(bytes(key.sealed)) > 40


@pytest.mark.usefixtures("db")
def test_whoever_issues_must_be_known() -> None:
    with pytest.raises(NoTenant), transaction.atomic():
        issue(draft())
    assert not Issued.objects.exists()

"""Two who do the same thing at the same moment, each with a connection of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kazi.credentials.models import Issued, Issuer, SigningKey, StatusList
from kazi.credentials.rules.verdicts import Outcome
from kazi.credentials.services import issue, issuing, revoke, verify
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for
from tests.credentials.makers import draft
from tests.makers import organisation

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[int], object]


def at_once(org_id: int, work: Work, hands: int = 4) -> list[object]:
    """Let so many threads begin `work(number)` together; return what each came to."""
    gate = threading.Barrier(hands)

    def one(number: int) -> object:
        try:
            with acting_for(org_id):
                gate.wait(timeout=30)
                return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(one, range(hands)))


def test_one_reference_is_issued_once() -> None:
    org = organisation()
    ids = at_once(org.pk, lambda _number: issue(draft()).pk)
    assert len(set(ids)) == 1
    assert Issued.objects.count() == 1
    with acting_for(org.pk):
        assert Entry.objects.filter(event="credentials.issued").count() == 1


def test_the_first_credentials_of_all_share_issuer_keys_and_list() -> None:
    org = organisation()
    at_once(org.pk, lambda number: issue(draft(f"certificate:{number}")).pk)
    assert Issued.objects.count() == 4
    assert (Issuer.objects.count(), SigningKey.objects.count(), StatusList.objects.count()) == (1, 2, 1)
    for issued in Issued.objects.all():
        assert verify(issued.signed_json).outcome == Outcome.VALID
        assert verify(issued.signed_jwt).outcome == Outcome.VALID


def test_one_place_on_the_list_is_given_to_one() -> None:
    org = organisation()

    def with_little_choice(number: int) -> int:
        throws = iter([5, *range(100, 200)])
        issued = issuing.issue(draft(f"certificate:{number}"), draw=lambda _most: next(throws))
        return issued.status_index

    places = at_once(org.pk, with_little_choice)
    assert len(set(places)) == 4
    assert 5 in places


def test_revocations_at_once_all_stand_in_the_list() -> None:
    org = organisation()
    with acting_for(org.pk):
        issued = [issue(draft(f"certificate:{number}")) for number in range(4)]
    at_once(org.pk, lambda number: (revoke(issued[number], "Gone."), verify(issued[number].signed_json)))
    assert StatusList.objects.get().version == 4
    for one in issued:
        assert verify(json.loads(one.signed_json)).outcome == Outcome.REFUSED

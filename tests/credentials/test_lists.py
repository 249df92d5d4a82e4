"""Status lists: index 0 is the most significant bit of the first byte, and a list must itself be sound."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from kazi.credentials.models import StatusList
from kazi.credentials.rules import keys
from kazi.credentials.rules.bitstring import BadList, is_set, packed, unpacked
from kazi.credentials.rules.verdicts import Outcome
from kazi.credentials.services import issue, revoke, verify
from kazi.credentials.services.exporting import export
from kazi.credentials.services.lists import renew_lists, sign_list, signed_list
from kazi.credentials.services.verifying import Folder
from tests.credentials.makers import draft

in_scope = pytest.mark.usefixtures("scope")


def test_the_bits_are_where_the_standard_puts_them() -> None:
    bits = unpacked(packed([0, 9, 131_071]))
    assert len(bits) == 16_384
    assert (bits[0], bits[1], bits[-1]) == (0x80, 0x40, 0x01)
    assert [is_set(bits, index) for index in (0, 1, 9, 131_071)] == [True, False, True, True]


def test_an_index_beyond_the_end_is_refused() -> None:
    with pytest.raises(BadList):
        is_set(unpacked(packed([])), 131_072)


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "zabc",
        "u!!!!",
        "u" + keys.b64url(b"no gzip"),
        "u" + keys.b64url(gzip.compress(bytes(16_383), mtime=0)),
        "u" + keys.b64url(gzip.compress(bytes(16_384), mtime=0)[:-10]),
        "u" + keys.b64url(gzip.compress(bytes(200_000_000), mtime=0)),
    ],
    # Names of their own: a test's name must be the same in each process that collects it.
    ids=["nothing", "another base", "no base64", "no gzip", "a byte short", "cut off", "exploding"],
)
def test_a_damaged_short_or_exploding_list_is_refused(encoded: str) -> None:
    with pytest.raises(BadList):
        unpacked(encoded)


@in_scope
def test_an_expired_list_says_nothing(tmp_path: Path) -> None:
    issued = issue(draft())
    export(tmp_path)
    assert verify(issued.signed_json, Folder([tmp_path])).outcome == Outcome.VALID
    past = timezone.now() - timedelta(days=9)
    old = sign_list(StatusList.objects.get(), past, past + timedelta(days=7))
    (tmp_path / "status-1.json").write_text(old.json)
    verdict = verify(issued.signed_json, Folder([tmp_path]))
    assert verdict.outcome == Outcome.UNKNOWN
    assert "expired" in str(verdict.deciding)


@in_scope
def test_a_list_that_somebody_changed_says_nothing(tmp_path: Path) -> None:
    issued = revoke(issue(draft()), "Withdrawn.")
    export(tmp_path)
    (tmp_path / "status-1.jwt").unlink()
    listed = json.loads((tmp_path / "status-1.json").read_text())
    listed["credentialSubject"]["encodedList"] = packed([])
    (tmp_path / "status-1.json").write_text(json.dumps(listed))
    assert verify(issued.signed_json, Folder([tmp_path])).outcome == Outcome.UNKNOWN


@in_scope
def test_a_list_is_signed_again_when_it_changed_and_not_before() -> None:
    issued = issue(draft())
    first = signed_list(StatusList.objects.get())
    assert signed_list(StatusList.objects.get()) == first
    revoke(issued, "Withdrawn.")
    assert signed_list(StatusList.objects.get()) != first


@in_scope
def test_a_list_that_grows_old_is_renewed_by_the_clock() -> None:
    issue(draft())
    renew_lists()
    two_days_ago = timezone.now() - timedelta(days=2)
    StatusList.objects.update(signed_at=two_days_ago)
    assert renew_lists() == 1
    assert StatusList.objects.filter(signed_at__gt=two_days_ago).count() == 1


@in_scope
def test_a_slow_signer_does_not_write_over_a_newer_list() -> None:
    issued = issue(draft())
    slow = StatusList.objects.get()
    revoke(issued, "Withdrawn.")
    newer = signed_list(StatusList.objects.get())
    slow.signed_version = None
    signed_list(slow)
    assert StatusList.objects.get().signed_json == newer.json

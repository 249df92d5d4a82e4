"""The vault keeps numbers from everybody who has not its key, and links from everybody once they are due."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from kazi.channels.rules import sealing
from kazi.channels.vault import checkup, copying, numbers, studies
from kazi.channels.vault.models import Number, Study
from kazi.channels.vault.rotating import Rotated, rotate
from kazi.kernel.errors import NotFound

WANJIKU, OTIENO = "+254711000001", "+254711000002"
PLAN = range(254_710_000_000, 254_711_000_000)  # One prefix of the Kenyan plan: 10^6 numbers.


@given(st.text(min_size=1), st.binary(max_size=40))
def test_keys_are_derived_as_rfc_5869_says(secret: str, purpose: bytes) -> None:
    other = HKDF(hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
    assert sealing.derived(secret, purpose) == other


@given(st.binary(max_size=200), st.binary(max_size=20), st.integers(0, 10_000))
def test_what_is_closed_opens_with_its_key_in_its_place_unchanged(data: bytes, place: bytes, at: int) -> None:
    key, other = sealing.key_of("a"), sealing.key_of("b")
    sealed = sealing.seal(key, data, place)
    assert sealing.unseal([other, key], sealed, place) == data
    bent = bytearray(sealed)
    bent[at % len(bent)] ^= 1
    for wrong in (([other], sealed, place), ([key], sealed, place + b"!"), ([key], bytes(bent), place)):
        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(*wrong)


def test_numbers_of_every_length_look_alike() -> None:
    key = sealing.key_of("a")
    assert len({len(sealing.seal(key, b"1" * length, b"")) for length in range(5, 25)}) == 1


def test_a_number_is_kept_once_and_opens_for_its_message(db: None) -> None:
    wanjiku = numbers.keep(WANJIKU)
    assert numbers.keep_many([WANJIKU, OTIENO, WANJIKU])[WANJIKU] == wanjiku == numbers.find(WANJIKU)
    assert numbers.find("+254711000003") is None
    assert numbers.reveal([wanjiku, uuid4()]) == {wanjiku: WANJIKU}
    assert Number.objects.count() == 2
    assert numbers.forget([wanjiku]) == 1
    assert numbers.find(WANJIKU) is None


def test_numbers_are_in_the_vaults_own_database_only(db: None) -> None:
    numbers.keep(WANJIKU)
    assert "vault_number" not in connections["default"].introspection.table_names()
    assert "accounts_person" not in connections["vault"].introspection.table_names()


def _dump(*, columns: tuple[str, ...] = ("lookup", "sealed", "id", "key")) -> bytes:
    """Return everything that a thief of the vault's database holds."""
    rows = Number.objects.values_list(*columns)
    return b"\n".join(
        bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for r in rows for v in r
    )


@pytest.mark.slow  # A whole prefix of a country is tried.
def test_a_stolen_database_gives_no_number_back_to_whoever_tries_all(db: None) -> None:
    """The whole of a prefix is tried against the dump, with all that a thief without the key can compute."""
    chosen = [f"+{PLAN[place]}" for place in range(0, len(PLAN), 50_000)]
    numbers.keep_many(chosen)
    dump = {bytes(lookup) for lookup in Number.objects.values_list("lookup", flat=True)}
    unsalted = {hashlib.sha256(number.encode()).digest() for number in chosen}  # As a careless system has it.
    ids = [row.bytes for row in Number.objects.values_list("pk", flat=True)]
    wrong_key = sealing.key_of("a guess").lookup

    recovered, careless = set(), set()
    for candidate in PLAN:
        number = b"+%d" % candidate
        plain = hashlib.sha256(number).digest()
        if plain in unsalted:
            careless.add(candidate)
        tries = (plain, hmac.digest(b"", number, "sha256"), hmac.digest(wrong_key, number, "sha256"))
        if not dump.isdisjoint(tries):
            recovered.add(candidate)
    assert len(careless) == len(chosen) == 20  # The same attack finds all of them where it can.
    assert recovered == set()
    assert not any(number.encode() in _dump() or number[1:].encode() in _dump() for number in chosen)
    # A public id makes no salt either.
    assert dump.isdisjoint(hmac.digest(row, n.encode(), "sha256") for row in ids for n in chosen)


def test_another_key_opens_nothing_and_the_doctor_says_so(db: None, settings: Settings) -> None:
    number_id = numbers.keep(WANJIKU)
    assert checkup.look().closed == 0
    settings.VAULT_KEY = "another installation's"
    assert numbers.find(WANJIKU) is None
    with pytest.raises(sealing.CannotOpen):
        numbers.reveal([number_id])
    assert (checkup.look().closed, checkup.look().older) == (1, True)


def test_rotation_closes_everything_anew_and_changes_no_pseudonym(db: None, settings: Settings) -> None:
    kept = numbers.keep_many(f"+25471100{n:04}" for n in range(1_500))
    studies.begin("poll:1")
    before = studies.pseudonyms("poll:1", kept.values())
    settings.VAULT_OLD_KEYS, settings.VAULT_KEY = [settings.VAULT_KEY], "the new one"
    assert numbers.keep("+254711000007") == kept["+254711000007"]  # Found under the old key meanwhile.
    assert rotate() == Rotated(numbers=1_500, studies=1, closed_for_good=0)
    assert rotate() == Rotated(0, 0, 0)

    settings.VAULT_OLD_KEYS = []
    studies._keys.forget()
    assert numbers.keep_many(kept) == kept
    assert studies.pseudonyms("poll:1", kept.values()) == before
    assert numbers.reveal(kept.values()) == {number_id: number for number, number_id in kept.items()}


def test_what_no_key_opens_is_counted_and_left(db: None, settings: Settings) -> None:
    numbers.keep(WANJIKU)
    settings.VAULT_KEY = "new, and the old one was thrown away too early"
    numbers.keep(OTIENO)
    assert rotate() == Rotated(numbers=0, studies=0, closed_for_good=1)
    assert numbers.find(OTIENO) is not None


def test_a_person_has_another_pseudonym_in_each_study(db: None) -> None:
    wanjiku, otieno = numbers.keep(WANJIKU), numbers.keep(OTIENO)
    studies.begin("poll:1")
    studies.begin("panel:1", is_panel=True)
    made = {studies.pseudonym(name, who) for name in ("poll:1", "panel:1") for who in (wanjiku, otieno)}
    assert len(made) == 4
    assert made.isdisjoint({wanjiku, otieno})
    assert studies.pseudonym("poll:1", wanjiku) == studies.pseudonym("poll:1", wanjiku)
    with pytest.raises(NotFound):
        studies.pseudonym("poll:2", wanjiku)


def test_ninety_days_after_a_poll_nobody_can_link_again(db: None) -> None:
    wanjiku = numbers.keep(WANJIKU)
    studies.begin("poll:1")
    pseudonym = studies.pseudonym("poll:1", wanjiku)
    closed = timezone.now() - timedelta(days=89)
    due = studies.end("poll:1", at=closed)
    assert studies.end("poll:1") == due == closed + timedelta(days=90)  # Nobody puts it off.
    assert studies.shred_due() == 0
    Study.objects.update(shred_at=timezone.now())
    assert (studies.shred_due(), studies.shred_due()) == (1, 0)
    with pytest.raises(studies.Shredded):
        studies.pseudonym("poll:1", wanjiku)
    with pytest.raises(studies.Shredded):
        studies.begin("poll:1")  # Nor is it begun again under the same name.
    # Whoever holds every key and the number has nothing left to make the pseudonym from.
    row = Study.objects.get(pk="poll:1")
    assert row.sealed is None
    assert pseudonym.hex.encode() not in _dump()


def test_an_old_backup_cannot_link_again_and_brings_no_destroyed_key_back(db: None, tmp_path: Path) -> None:
    wanjiku = numbers.keep(WANJIKU)
    studies.begin("poll:1")
    studies.begin("panel:1", is_panel=True)
    in_poll, in_panel = studies.pseudonym("poll:1", wanjiku), studies.pseudonym("panel:1", wanjiku)
    backup = tmp_path / copying.FILE
    assert copying.copy_out(backup) == 2  # The number and the panel.
    assert "poll:1" not in backup.read_text()
    assert WANJIKU[1:] not in backup.read_text()

    # On this machine, in the middle of the poll: it goes on.
    numbers.forget([wanjiku])
    with transaction.atomic(using="vault"):
        assert copying.copy_in(backup) == 2
    assert numbers.find(WANJIKU) == wanjiku
    assert studies.pseudonym("poll:1", wanjiku) == in_poll

    # After the link was destroyed, and on another machine, the backup holds the number and no link.
    studies.shred("poll:1")
    with transaction.atomic(using="vault"):
        copying.copy_in(backup)
    with pytest.raises(studies.Shredded):
        studies.pseudonym("poll:1", wanjiku)
    Study.objects.all().delete()
    studies._keys.forget()
    with transaction.atomic(using="vault"):
        copying.copy_in(backup)
    with pytest.raises(NotFound):
        studies.pseudonym("poll:1", wanjiku)
    assert studies.pseudonym("panel:1", wanjiku) == in_panel


@pytest.mark.django_db(transaction=True)
def test_a_destroyed_key_is_not_left_in_the_files_of_sqlite() -> None:
    line = connections["vault"]
    if line.vendor != "sqlite":
        pytest.skip("PostgreSQL writes over rows when it vacuums, which is asked of it.")
    studies.begin("poll:9")
    sealed = bytes(Study.objects.get(pk="poll:9").sealed or b"")
    files = [Path(str(line.settings_dict["NAME"]) + end) for end in ("", "-wal")]
    assert any(sealed in file.read_bytes() for file in files if file.exists())
    studies.shred("poll:9")
    assert not any(sealed in file.read_bytes() for file in files if file.exists())


def test_deleting_a_number_ends_its_pseudonyms_at_once(db: None) -> None:
    first = numbers.keep(WANJIKU)
    studies.begin("poll:1")
    before = studies.pseudonym("poll:1", first)
    numbers.forget([first])
    again = numbers.keep(WANJIKU)
    assert again != first
    assert studies.pseudonym("poll:1", again) != before


def test_an_id_says_nothing_of_its_number(db: None) -> None:
    kept = numbers.keep_many(f"+2547110000{n:02}" for n in range(50))
    assert sorted(kept.values()) != [kept[number] for number in sorted(kept)]
    assert all(isinstance(one, UUID) and one.version == 4 for one in kept.values())

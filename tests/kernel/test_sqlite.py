"""The file lock that puts SQLite's writers in a queue."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from django.db import connection, transaction

from kazi.accounts.models import Organisation

pytestmark = pytest.mark.skipif("sqlite" not in connection.vendor, reason="this is about SQLite")


def _is_free() -> bool:
    path = Path(f"{connection.settings_dict['NAME']}-turn")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class Stop(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_a_transaction_holds_the_turn_and_gives_it_back_also_when_it_fails() -> None:
    with transaction.atomic():
        Organisation.objects.create(name="A", slug="a")
        assert not _is_free()
        with transaction.atomic():
            pass
        assert not _is_free()  # An inner block does not end it.
    assert _is_free()
    with pytest.raises(Stop), transaction.atomic():
        raise Stop
    assert _is_free()


@pytest.mark.django_db(transaction=True)
def test_a_closed_connection_holds_no_turn() -> None:
    connection.ensure_connection()
    with transaction.atomic():
        pass
    connection.close()
    assert _is_free()

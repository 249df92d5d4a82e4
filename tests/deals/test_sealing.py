"""Nobody reads a proposal before its deadline: by page, API, export, backup or the database's own file."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.deals.models import Proposal, ProposalFile, Request
from kazi.deals.queries.clock import database_now
from kazi.deals.services import sealing
from kazi.deals.services.opening import open_due, open_proposals
from kazi.files.services import file_path
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from tests.deals.request_makers import a_buyer, a_provider, an_offer, later, propose, sent_request
from tests.makers import bearer, join, log_in, organisation

pytestmark = pytest.mark.django_db
SECRET = "Zebramussel"  # noqa: S105 -- a word that stands in no other text.


@pytest.fixture
def buyer() -> Actor:
    return a_buyer()


@pytest.fixture
def manager() -> Actor:
    return a_provider()[1]


@pytest.fixture
def sealed(buyer: Actor, manager: Actor, settings: Settings, tmp_path: Path) -> Proposal:
    settings.MEDIA_ROOT = tmp_path / "media"
    request = sent_request(buyer, manager)
    return propose(manager, request, files=[("Zebramussel plan.txt", b"Zebramussel in a file")])


def rows(model: type, buyer: Actor) -> list:  # type: ignore[type-arg]
    with acting_for(buyer.org_id):
        return list(model.objects.all())  # type: ignore[attr-defined]


def test_before_the_deadline_no_page_shows_it_to_anybody(
    buyer: Actor, manager: Actor, sealed: Proposal
) -> None:
    hub = join("tesfaye", organisation("Hub", Organisation.Kind.HUB), Role.HUB)
    request_id = sealed.request_id
    paths = [
        f"/requests/{request_id}/",
        f"/requests/{request_id}/proposals/",
        f"/requests/{request_id}/proposals.csv",
        f"/requests/{request_id}/award/{sealed.pk}/",
        "/requests/",
        "/hub/calls/",
        "/hub/",
        "/calls/",
        f"/calls/{request_id}/",
        f"/calls/{request_id}/proposal",
        f"/proposals/{sealed.pk}/",
        "/proposals/",
        f"/api/v1/requests/{request_id}",
        f"/api/v1/requests/{request_id}/proposals",
    ]
    for actor in (buyer, manager, hub):
        browser = log_in(actor)
        for path in paths:
            answer = browser.get(path)
            assert answer.status_code in {200, 404}, (path, answer.status_code)
            assert SECRET not in answer.content.decode(), (actor.role, path)
            assert "0.08" not in answer.content.decode(), (actor.role, path)


def test_before_the_deadline_no_program_reads_it(buyer: Actor, sealed: Proposal) -> None:
    browser = log_in(buyer)
    answer = browser.get(f"/api/v1/requests/{sealed.request_id}/proposals", headers=bearer(buyer))
    assert answer.json() == {"proposals": []}


def test_before_the_deadline_no_export_of_the_tables_has_it(buyer: Actor, sealed: Proposal) -> None:
    everything = [one for model in (Request, Proposal, ProposalFile, Entry) for one in rows(model, buyer)]
    assert SECRET not in serializers.serialize("json", everything)


def test_before_the_deadline_the_database_and_the_files_do_not_have_it(
    sealed: Proposal, tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- the database's own names.
            for row in cursor.fetchall():
                raw = b"".join(
                    bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row
                )
                assert SECRET.encode() not in raw.replace(b"zebramussel", b""), table
    files = [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert files
    assert all(SECRET.encode() not in path.read_bytes() for path in files)


def test_the_key_of_the_seal_is_in_no_backup_and_in_no_table(sealed: Proposal, tmp_path: Path) -> None:
    key = django_settings.KAZI_SEAL_KEY.encode()
    request = rows(Request, Actor(0, sealed.shared_with_id, "client", 0))[0]
    assert bytes(request.sealed_key) != key
    assert len(bytes(request.sealed_key)) == 12 + 32 + 16  # Nonce, wrapped key, tag.
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- the database's own names.
            assert not any(key.decode() in str(row) for row in cursor.fetchall()), table


def test_the_own_seal_key_is_for_the_owner_of_the_machine_only() -> None:
    path = django_settings.VAR_DIR / "seal-key"
    if path.exists():  # Not where KAZI_SEAL_KEY is set.
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert Path(django_settings.MEDIA_ROOT) not in path.parents


def test_the_one_door_stays_shut_until_the_deadline_and_is_journalled_after(
    buyer: Actor, sealed: Proposal
) -> None:
    assert open_due() == 0
    assert open_proposals(sealed.request_id) is False
    sealed.refresh_from_db()
    assert (sealed.state, sealed.content) == (Proposal.State.SEALED, None)
    with later():
        assert open_due() == 1
        assert open_due() == 0
    with acting_for(buyer.org_id):
        opened = Proposal.objects.get(pk=sealed.pk)
        entry = Entry.objects.get(event="deals.proposals_opened")
        file = opened.files.get().opened
    assert opened.content is not None
    assert opened.content["price_per_unit"] == "0.08"
    assert opened.content["text"].startswith(SECRET)
    assert entry.data == {"request_id": str(sealed.request_id), "opened": "1", "spoiled": "0"}
    assert file is not None
    assert (file.name, file_path(file).read_bytes()) == ("Zebramussel plan.txt", b"Zebramussel in a file")


def test_a_deadline_moved_in_the_database_opens_nothing(buyer: Actor, sealed: Proposal) -> None:
    past = database_now() - timedelta(minutes=1)
    with acting_for(buyer.org_id):
        Request.objects.filter(pk=sealed.request_id).update(proposals_until=past)
    with pytest.raises(Refused):
        open_proposals(sealed.request_id)
    assert open_due() == 0  # It says so in the log and leaves it shut.
    with acting_for(buyer.org_id):
        Proposal.objects.filter(pk=sealed.pk).update(opens_at=past)
        assert open_proposals(sealed.request_id) is True
        kept = Proposal.objects.get(pk=sealed.pk)
        assert (kept.state, kept.content) == (Proposal.State.SEALED, None)
        assert Entry.objects.get(event="deals.proposals_opened").data["spoiled"] == "1"


@pytest.mark.parametrize("changed", ["bytes", "row", "key"])
def test_a_seal_that_was_touched_does_not_open(
    buyer: Actor, manager: Actor, sealed: Proposal, settings: Settings, changed: str
) -> None:
    with acting_for(buyer.org_id):
        request = Request.objects.get(pk=sealed.request_id)
        proposal = Proposal.objects.get(pk=sealed.pk)
    data = bytearray(bytes(proposal.sealed or b""))
    if changed == "bytes":
        data[40] ^= 1
    elif changed == "row":
        proposal.pk += 1
    else:
        settings.KAZI_SEAL_KEY = "another machine's"
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(request, proposal, bytes(data), database_now() + timedelta(days=1))


def test_the_length_of_what_is_sealed_tells_nothing(buyer: Actor, manager: Actor) -> None:
    request = sent_request(buyer, manager)
    short = len(bytes(propose(manager, request, an_offer(text="Short.")).sealed or b""))
    assert short == len(
        bytes(propose(manager, request, an_offer("12345", text="Long. " * 300)).sealed or b"")
    )


def test_readable_content_cannot_stand_beside_a_seal(buyer: Actor, sealed: Proposal) -> None:
    with acting_for(buyer.org_id), pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=sealed.pk).update(content=json.loads("{}"))


@pytest.mark.slow
def test_a_backup_taken_before_the_deadline_does_not_have_it(tmp_path: Path) -> None:
    script = (
        "import django; django.setup()\n"
        "from pathlib import Path; import sys\n"
        "from kazi.cli.preparing import prepare; prepare()\n"
        "from tests.deals.request_makers import *\n"
        "b = a_buyer(); m = a_provider()[1]; r = sent_request(b, m)\n"
        "propose(m, r, files=[('Zebramussel.txt', b'Zebramussel in a file')])\n"
        "from kazi.cli.upkeep.archive import write_backup\n"
        "write_backup(Path(sys.argv[1]))\n"
    )
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kazi.config.settings",
        "KAZI_VAR": str(tmp_path / "var"),
        "DATABASE_URL": "",
    }
    env.pop("KAZI_SEAL_KEY", None)
    target = tmp_path / "backup.tar.gz"
    subprocess.run([sys.executable, "-c", script, str(target)], env=env, check=True, capture_output=True)
    key = (tmp_path / "var" / "seal-key").read_bytes()
    with tarfile.open(target) as archive:
        names = archive.getnames()
        data = [file.read() for one in archive if (file := archive.extractfile(one)) is not None]
    assert len(names) > 2  # Database, sealed file, manifest.
    assert not any("seal-key" in name for name in names)
    assert not any(b"Zebramussel" in one or key in one for one in data)

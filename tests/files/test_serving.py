"""Stored files, and who gets them."""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.files import services
from kazi.files.links import file_link
from kazi.files.models import StoredFile
from kazi.files.rules.images import check_image
from kazi.kernel.tenancy import acting_for
from tests.makers import bearer, join, log_in, organisation


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    folder: Path = settings.MEDIA_ROOT
    return folder


def picture(shade: int = 200) -> bytes:
    made = io.BytesIO()
    Image.new("L", (400, 300), shade).save(made, "JPEG")
    return made.getvalue()


@pytest.fixture
def stored(org: Organisation, scope: None) -> StoredFile:
    return services.store_image(check_image(picture()), 'dir/../"receipt" 7.jpg')


class Sent(NamedTuple):
    """What came back, read to the end."""

    status: int
    headers: dict[str, str]
    body: bytes


def get(client: Client, link: str, **headers: str) -> Sent:
    response = client.get(link, headers=headers)
    body = response.getvalue()
    return Sent(response.status_code, dict(response.headers), body)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_picture_is_served_to_the_person_its_link_was_signed_for(worker: Actor, stored: StoredFile) -> None:
    client = log_in(worker)
    sent = get(client, file_link(str(stored.pk), worker.person_id))
    with services.open_file(stored) as file:
        assert (sent.status, sent.body) == (200, file.read())
    assert sent.headers["Content-Type"] in {"image/jpeg", "image/png"}
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Cache-Control"].startswith("private")
    assert sent.headers["Content-Disposition"].startswith("inline")
    assert "/" not in sent.headers["Content-Disposition"]
    again = {"If-None-Match": sent.headers["ETag"]}
    unchanged = client.get(file_link(str(stored.pk), worker.person_id), headers=again)
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_the_light_version_is_another_file_under_another_etag(worker: Actor, stored: StoredFile) -> None:
    client = log_in(worker)
    full = get(client, file_link(str(stored.pk), worker.person_id), accept_encoding="gzip")
    light = get(client, file_link(str(stored.pk), worker.person_id, light=True))
    assert light.headers["Content-Type"] == "image/webp"
    assert light.headers["ETag"] != full.headers["ETag"]
    assert full.headers["Content-Encoding"] == "identity"


def test_a_link_opens_nothing_for_anybody_else(worker: Actor, stored: StoredFile, org: Organisation) -> None:
    link = file_link(str(stored.pk), worker.person_id)
    colleague, rival = join("otieno", org), join("rival", organisation("Rival"))
    for other in (colleague, rival):
        assert get(log_in(other), link).status == 404
    signed_out = Client()
    assert get(signed_out, link).status == 404
    assert get(signed_out, link, **bearer(worker)).status == 200
    assert get(signed_out, link, **bearer(colleague)).status == 404


@pytest.mark.parametrize("change", ["?t=", "?t=f99999.x", "", "?t=%C3%A9", "?t=f99999999999"])
def test_a_forged_link_opens_nothing(worker: Actor, stored: StoredFile, change: str) -> None:
    path = file_link(str(stored.pk), worker.person_id).split("?", maxsplit=1)[0]
    assert get(log_in(worker), path + change).status == 404


def test_a_link_ends_after_two_days(worker: Actor, stored: StoredFile) -> None:
    link = file_link(str(stored.pk), worker.person_id)
    for passed, status in ((timedelta(hours=12), 200), (timedelta(days=2, minutes=1), 404)):
        with time_machine.travel(timezone.now() + passed):
            assert get(log_in(worker), link).status == status


def test_a_client_may_be_shown_a_picture_of_its_provider(stored: StoredFile) -> None:
    buyer = join("buyer", organisation("Client", Organisation.Kind.CLIENT), Role.CLIENT)
    assert get(log_in(buyer), file_link(str(stored.pk), buyer.person_id)).status == 200


def test_an_uploaded_table_is_only_ever_saved_and_never_shown(worker: Actor, scope: None) -> None:
    page = services.store_upload(io.BytesIO(b"<script>alert(1)</script>"), "x.html")
    sent = get(log_in(worker), file_link(str(page.pk), worker.person_id))
    assert sent.headers["Content-Type"] == "application/octet-stream"
    assert sent.headers["Content-Disposition"].startswith("attachment")


def test_the_same_content_lies_on_the_disk_once_for_each_organisation(
    org: Organisation, scope: None, media: Path
) -> None:
    first = services.store_upload(io.BytesIO(b"key,text\n"), "a.csv")
    second = services.store_upload(io.BytesIO(b"key,text\n"), "../../b.csv")
    assert (first.path, second.name) == (second.path, "b.csv")
    with acting_for(organisation("Rival").pk):
        third = services.store_upload(io.BytesIO(b"key,text\n"), "a.csv")
    assert third.path != first.path
    assert len(files_in(media)) == 2


def test_an_upload_that_breaks_off_leaves_nothing(scope: None, media: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError("The line broke.")
            return super().read(3)

    with pytest.raises(OSError):
        services.store_upload(Broken(b"abcdef"), "a.csv")
    assert files_in(media) == []
    assert not StoredFile.objects.exists()


def test_a_file_that_is_gone_from_the_disk_is_not_there(worker: Actor, stored: StoredFile) -> None:
    services.file_path(stored).unlink()
    assert get(log_in(worker), file_link(str(stored.pk), worker.person_id)).status == 404


def test_what_a_killed_process_left_half_written_is_removed_after_a_day(scope: None, media: Path) -> None:
    services.store_upload(io.BytesIO(b"whole"), "a.csv")
    old, new = media / "drafts" / "old", media / "drafts" / "new"
    for draft in (old, new):
        draft.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    assert services.remove_old_drafts() == 1
    assert sorted(files_in(media / "drafts")) == [new]
    assert len(files_in(media)) == 2

"""Recordings as a telephone company and a browser fetch them: by whoever has the link, whole or in parts."""

from __future__ import annotations

import io
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.files import services
from kazi.files.links import file_link, is_shared, shared_link
from kazi.files.models import StoredFile
from kazi.kernel.tenancy import acting_for
from tests.makers import log_in

SOUND = b"ID3\x04" + bytes(range(256)) * 8


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def recording(mime: str = "audio/mpeg") -> StoredFile:
    stored = services.store_upload(io.BytesIO(SOUND), "need.mp3", StoredFile.Use.ATTACHMENT)
    StoredFile.objects.filter(pk=stored.pk).update(mime=mime)
    return stored


@pytest.fixture
def link(scope: None) -> str:
    return shared_link(str(recording().pk))


def test_whoever_has_the_link_hears_it_without_signing_in(link: str) -> None:
    answer = Client().get(link)
    assert (answer.status_code, answer.getvalue()) == (200, SOUND)
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["Content-Length"] == str(len(SOUND))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Cache-Control"] == "public, max-age=21600"
    assert answer["Content-Disposition"].startswith("inline")
    assert not answer.cookies
    for_a_phone = Client().get(f"{link}?keep=no")
    assert (for_a_phone.getvalue(), for_a_phone["Cache-Control"]) == (SOUND, "no-store")
    again = Client().get(link, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-0", 206, 0, 0),
        ("bytes=10-19", 206, 10, 19),
        ("bytes=2000-", 206, 2000, len(SOUND) - 1),
        ("bytes=-5", 206, len(SOUND) - 5, len(SOUND) - 1),
        ("bytes=0-99999", 206, 0, len(SOUND) - 1),
        ("bytes=9-3", 200, 0, len(SOUND) - 1),
        ("bytes=0-1,5-6", 200, 0, len(SOUND) - 1),
        ("pages=1-2", 200, 0, len(SOUND) - 1),
    ],
)
def test_a_player_gets_the_part_it_asks_for(
    link: str, asked: str, status: int, first: int, last: int
) -> None:
    answer = Client().get(link, headers={"Range": asked})
    assert (answer.status_code, answer.getvalue()) == (status, SOUND[first : last + 1])
    assert answer["Content-Length"] == str(last + 1 - first)
    if status == 206:
        assert answer["Content-Range"] == f"bytes {first}-{last}/{len(SOUND)}"


def test_a_part_behind_the_end_is_refused_and_one_of_another_file_is_not_given(link: str) -> None:
    behind = Client().get(link, headers={"Range": "bytes=5000-"})
    assert (behind.status_code, behind["Content-Range"]) == (416, f"bytes */{len(SOUND)}")
    changed = Client().get(link, headers={"Range": "bytes=0-3", "If-Range": '"of-another"'})
    assert (changed.status_code, changed.getvalue()) == (200, SOUND)


def test_a_shared_link_ends_and_cannot_be_made_up(link: str, worker: Actor, scope: None) -> None:
    other = shared_link(str(recording().pk))
    for passed, status in ((timedelta(hours=5), 200), (timedelta(hours=12, minutes=1), 404)):
        with time_machine.travel(timezone.now() + passed):
            answer = Client().get(link)
            assert answer.status_code == status
            answer.getvalue()
    token = link.rpartition("/")[2]
    forged = [
        other.replace(other.rpartition("/")[2], token),  # The token of another file.
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        link.replace(token, f"{int(token.split('.')[0]) + 9}.{token.split('.')[1]}"),
        link.replace(token, "é.é"),
        link.replace(token, "9" * 5000),
    ]
    for one in forged:
        for client in (Client(), log_in(worker)):
            assert client.get(one).status_code == 404, one
    # The signature of one kind of link is none of the other.
    own = file_link(link.split("/")[3], worker.person_id).rpartition("t=")[2]
    assert not is_shared(link.split("/")[3], own[1:])


def test_nothing_but_a_recording_has_such_a_link(scope: None) -> None:
    page = recording("application/octet-stream")
    assert Client().get(shared_link(str(page.pk))).status_code == 404
    gone = recording()
    services.file_path(gone).unlink()
    assert Client().get(shared_link(str(gone.pk))).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_it_is_fetched_over_http(org: Organisation, live_server: LiveServer) -> None:
    with acting_for(org.pk):
        link = shared_link(str(recording().pk))
    parts = urlsplit(live_server.url)
    line = HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    for method, headers, status, body in (
        ("HEAD", {}, 200, b""),
        ("GET", {}, 200, SOUND),
        ("GET", {"Range": "bytes=4-11", "Accept-Encoding": "gzip"}, 206, SOUND[4:12]),
        ("HEAD", {"Range": "bytes=4-11"}, 206, b""),
    ):
        line.request(method, link, headers=headers)
        answer = line.getresponse()
        got = answer.read()
        assert answer.status == status, method
        assert got == body
        assert answer.headers["Content-Type"] == "audio/mpeg"
        assert answer.headers["Content-Length"] == str(len(SOUND) if status == 200 else 8)
    line.close()

"""Letters of a deal: for both sides and nobody else, with files that were looked at."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from kazi.accounts.models import Organisation, Role
from kazi.channels.models import Letter
from kazi.deals.models import Message, MessageFile, Thread
from kazi.deals.models.messages import Voice
from kazi.deals.services import messages
from kazi.files.models import StoredFile
from kazi.files.scanning import ScannerAway, refuse_viruses
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.deals.makers import Deal, signed_deal
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def thread_of(deal: Deal) -> Thread:
    with acting_for(deal.provider.pk):
        return messages.thread_for(deal.fresh())


def upload(name: str = "plan.pdf", content: bytes = b"%PDF-1.7 plan") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def write(deal: Deal, text: str, *files: SimpleUploadedFile, once: uuid.UUID | None = None) -> Message:
    thread = thread_of(deal)
    with acting_for(deal.buyer.pk):
        return messages.send(deal.client, thread, Voice.BUYER, text, files, once)


def test_a_letter_reaches_the_other_side_and_its_notice_says_nothing_of_it() -> None:
    deal = signed_deal()
    Letter.objects.all().delete()
    write(deal, "The secret plan", upload())
    notice = Letter.objects.get()
    assert notice.to.startswith("achieng")
    assert "secret" not in notice.text + notice.subject
    write(deal, "One more")
    assert Letter.objects.count() == 1  # The manager has something to read already.
    manager = log_in(deal.manager)
    page = manager.get(f"/deals/{thread_of(deal).pk}/messages/").content.decode()
    assert "The secret plan" in page
    assert "One more" in page
    write(deal, "And more")
    assert Letter.objects.count() == 2


def test_a_form_sent_twice_is_one_letter() -> None:
    deal = signed_deal()
    once = uuid.uuid4()
    assert write(deal, "Once", upload(), once=once) == write(deal, "Once", upload(), once=once)
    assert (Message.objects.count(), MessageFile.objects.count()) == (1, 1)


def test_files_come_back_to_both_sides_and_only_for_saving() -> None:
    deal = signed_deal()
    write(deal, "", upload("<svg>.svg", b"<svg onload=alert(1)>"))
    file, thread = MessageFile.objects.get(), thread_of(deal)
    for actor in (deal.manager, deal.client):
        client = log_in(actor)
        answer = client.get(f"/deals/{thread.pk}/messages/files/{file.pk}", follow=True)
        assert b"".join(answer.streaming_content) == b"<svg onload=alert(1)>"  # type: ignore[attr-defined]
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Type"] == "application/octet-stream"
    rival = log_in(join("mwangi", organisation("Rival"), Role.MANAGER))
    assert rival.get(f"/deals/{thread.pk}/messages/files/{file.pk}").status_code == 404


@pytest.mark.parametrize(
    ("text", "files", "words"),
    [
        ("", [], "Write something"),
        ("x" * 20_001, [], "20001 characters"),
        ("x", [upload("a.pdf")] * 6, "At most 5 files"),
        ("x", [upload("Invoice.pdf.EXE. ")], "is a program"),
        ("x", [upload("empty.csv", b"")], "is empty"),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_is_kept(
    text: str, files: list[SimpleUploadedFile], words: str
) -> None:
    deal = signed_deal()
    with pytest.raises(Refused, match=words):
        write(deal, text, *files)
    assert (Message.objects.count(), all_tenants(StoredFile).count()) == (0, 0)


def test_a_refused_letter_keeps_its_text_on_the_page() -> None:
    deal = signed_deal()
    client = log_in(deal.client)
    said = {"once": uuid.uuid4(), "text": "Please see the file.", "files": upload("tool.exe")}
    answer = client.post(f"/deals/{thread_of(deal).pk}/messages/send", said)
    assert answer.status_code == 422
    assert "Please see the file." in answer.content.decode()
    assert "is a program" in answer.content.decode()


def test_hub_staff_read_only_while_both_sides_want_it() -> None:
    deal = signed_deal()
    write(deal, "Between us")
    thread = thread_of(deal)
    hub = log_in(join("tesfaye", organisation("Hub", Organisation.Kind.HUB), Role.HUB))
    path = f"/deals/{thread.pk}/messages/"
    for actor, seen in ((deal.client, 404), (deal.manager, 200)):
        assert hub.get(path).status_code == 404
        log_in(actor).post(f"{path}hub", {"wanted": "1"})
        assert hub.get(path).status_code == seen
    assert hub.post(f"{path}send", {"once": uuid.uuid4(), "text": "Good day"}).status_code == 302
    assert Message.objects.get(voice="hub").organisation == "Hub"
    log_in(deal.manager).post(f"{path}hub", {"wanted": "0"})
    assert hub.get(path).status_code == 404


def test_the_export_holds_every_letter_and_file() -> None:
    deal = signed_deal()
    write(deal, "Habari", upload("../../etc/passwd", b"root"))
    answer = log_in(deal.manager).get(f"/deals/{thread_of(deal).pk}/messages/export.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("messages.json"))
        (file,) = told["messages"][0]["files"]
        assert told["messages"][0]["text"] == "Habari"
        assert file["path"].startswith("files/")
        assert ".." not in file["path"]
        assert archive.read(file["path"]) == b"root"


# --- The virus scanner, as a socket that answers well or badly -------------------------------------

Talk = Callable[[socket.socket], None]


def received(line: socket.socket) -> bytes:
    """Read a whole INSTREAM request and return the file in it."""

    def exactly(count: int) -> bytes:
        got = b""
        while len(got) < count:
            part = line.recv(count - len(got))
            assert part
            got += part
        return got

    assert exactly(10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack(">I", exactly(4))[0]:
        content += exactly(size)
    return content


@contextmanager
def scanner(settings: Settings, talk: Talk) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.KAZI_CLAMD = f"127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            line, _address = server.accept()
            with line:
                talk(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        thread.join(5)


def answering(answer: bytes) -> Talk:
    def talk(line: socket.socket) -> None:
        content = received(line)
        assert content in {b"clean", b"x" * 200_000}
        line.sendall(answer)

    return talk


@pytest.mark.parametrize("content", [b"clean", b"x" * 200_000])
def test_a_clean_file_passes(settings: Settings, content: bytes) -> None:
    with scanner(settings, answering(b"stream: OK\0")):
        assert refuse_viruses(io.BytesIO(content), "a.pdf") is True


def test_a_file_with_a_virus_is_refused_by_name(settings: Settings) -> None:
    found = answering(b"stream: Eicar-Signature FOUND\0")
    with scanner(settings, found), pytest.raises(Refused, match="found Eicar-Signature in it"):
        refuse_viruses(io.BytesIO(b"clean"), "a.pdf")


def hang(line: socket.socket) -> None:
    received(line)
    line.recv(1)


def drip(line: socket.socket) -> None:
    """Send a byte now and then, for ever: each wait is short, all together are not."""
    received(line)
    try:
        while True:
            line.sendall(b"s")
            threading.Event().wait(0.05)
    except OSError:
        return


@pytest.mark.parametrize(
    "talk",
    [
        answering(b"stream: OK"),  # Broken off before the end.
        answering(b"INSTREAM size limit exceeded. ERROR\0"),
        answering(b"stream: OK FOUND ERROR\0"),
        answering(b"OK\0"),
        answering(b"\0"),
        answering(b"z" * 10_000),
        lambda line: None,  # Hangs up at once.
        hang,
        drip,
    ],
    ids=["cut", "limit", "odd", "short", "empty", "endless", "hangs-up", "hangs", "drips"],
)
def test_a_scanner_that_gives_no_clear_answer_lets_nothing_through(settings: Settings, talk: Talk) -> None:
    with scanner(settings, talk), pytest.raises(ScannerAway, match="does not answer"):
        refuse_viruses(io.BytesIO(b"clean"), "a.pdf", timeout=0.5)


@pytest.mark.parametrize("where", ["127.0.0.1:1", "unix:/nowhere/clamd.ctl", "nonsense", "host:port"])
def test_a_scanner_that_is_not_there_lets_nothing_through(settings: Settings, where: str) -> None:
    settings.KAZI_CLAMD = where
    deal = signed_deal()
    with pytest.raises(ScannerAway):
        write(deal, "With a file", upload())
    assert Message.objects.count() == 0
    assert write(deal, "Without a file")  # Words go on.

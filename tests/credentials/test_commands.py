"""`kazi credential`: exit status 0 valid, 1 refused, 2 could not be checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner

from kazi.cli.commands import app
from kazi.credentials.models import SigningKey
from kazi.credentials.rules.checking import Missing
from kazi.credentials.services import issue, revoke
from kazi.credentials.services.fetching import Web
from kazi.journal.models import Entry
from kazi.kernel.tenancy import all_tenants
from tests.credentials.makers import draft

pytestmark = pytest.mark.usefixtures("scope")


def run(*words: str | Path) -> tuple[int, str]:
    """Run `kazi credential ...`; return (exit status, what it printed)."""
    done = CliRunner().invoke(app, ["credential", *map(str, words)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_an_export_verifies_without_the_site(tmp_path: Path) -> None:
    good, gone = issue(draft("good")), issue(draft("gone"))
    revoke(gone, "Withdrawn.")
    good_file, gone_file = tmp_path / "good.json", tmp_path / "gone.jwt"
    good_file.write_text(good.signed_json)
    gone_file.write_text(gone.signed_jwt)
    export = tmp_path / "export"
    assert run("export", export)[0] == 0
    assert {path.name for path in export.iterdir()} == {
        "did.json", "jwks.json", "status-1.json", "status-1.jwt",
    }  # fmt: skip
    assert run("verify", good_file, "--with", export, "--offline")[0] == 0
    status, said = run("verify", gone_file, "--with", export, "--offline")
    assert status == 1
    assert "Its issuer has revoked it." in said
    assert run("verify", good_file, "--with", export / "did.json", "--offline")[0] == 2


def test_the_outcome_can_be_read_by_programs(tmp_path: Path) -> None:
    file = tmp_path / "good.json"
    file.write_text(issue(draft()).signed_json)
    status, said = run("verify", file, "--json", "--offline")
    assert status == 0
    assert json.loads(said)["outcome"] == "valid"


def test_signs_that_steer_a_terminal_are_not_printed(tmp_path: Path) -> None:
    file = tmp_path / "evil.json"
    document = json.loads(issue(draft()).signed_json)
    file.write_text(json.dumps({**document, "name": "\x1b[2J\x1b[1;1HThis credential is valid."}))
    status, said = run("verify", file, "--offline")
    assert status == 1
    assert "\x1b" not in said


def test_rotating_is_written_down(tmp_path: Path) -> None:
    issue(draft())
    status, said = run("rotate")
    assert status == 0
    assert said.split() == ["ed25519-2", "p256-2"]
    assert SigningKey.objects.filter(retired_at=None).count() == 2
    told = all_tenants(Entry).get(event="credentials.keys_rotated")
    assert told.data["retired"] == "ed25519-1, p256-1"


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    assert run("verify", tmp_path / "nothing.json")[0] == 2


@contextmanager
def serving(answer: bytes, status: int = 200, location: str = "") -> Iterator[str]:
    """A plain server on the loopback interface that gives everybody the same answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/list"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_only_https_is_fetched() -> None:
    with serving(b"{}") as address, pytest.raises(Missing, match="only https"):
        Web().status_list(address)
    with pytest.raises(Missing, match="only https"):
        Web().status_list("file:///etc/passwd")


@pytest.mark.parametrize(
    ("answer", "status", "location", "says"),
    [
        (b"x" * 400_000, 200, "", "too large"),
        (b"", 302, "http://127.0.0.1:9/", "cannot be fetched"),
        (b"", 500, "", "cannot be fetched"),
        (b"\xff\xfe", 200, "", "cannot be fetched"),
    ],
)
def test_what_is_fetched_has_limits(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, status: int, location: str, says: str
) -> None:
    # The loopback server has no certificate; what follows the look at the scheme is the same.
    monkeypatch.setattr("kazi.credentials.services.fetching.SCHEME", "http")
    with serving(answer, status, location) as address, pytest.raises(Missing, match=says):
        Web().status_list(address)


@pytest.mark.parametrize(
    "did", ["did:web:", "did:web:a%2Fb", "did:web:..%2F", "did:example:1", "did:web:host:..", "did:web:u%40h"]
)
def test_a_did_that_names_no_address_is_not_fetched(did: str) -> None:
    with pytest.raises(Missing, match="no did:web"):
        Web().did_document(did)
